package org.lode.http;

import java.time.InstantSource;
import org.lode.files.OriginSettings;
import org.lode.mirror.StateDesk;
import org.lode.model.DataPackage;
import org.lode.store.ManifestStore;
import org.lode.store.NoticeStore;
import org.lode.store.OriginStateStore;
import org.lode.store.ReleaseStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what tells mirrors of the newest release. */
@Configuration(proxyBeanMethods = false)
class OriginBeans {

    @Bean
    StateDesk stateDesk(StateDesk.Sources sources, OriginSettings settings) {
        return new StateDesk(sources, settings, InstantSource.system());
    }

    @Bean
    StateDesk.Sources stateSources(
            DataPackage description,
            ReleaseStore releases,
            ManifestStore.Reader manifests,
            NoticeStore.Reader notices,
            OriginStateStore.Reader relay) {
        return new StateDesk.Sources(description.name(), releases, manifests, notices, relay);
    }
}
