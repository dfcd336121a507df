package org.lode.http;

import java.time.InstantSource;
import org.lode.files.OriginSettings;
import org.lode.mirror.StateDesk;
import org.lode.model.DataPackage;
import org.lode.store.ManifestReadStore;
import org.lode.store.NoticeReadStore;
import org.lode.store.RelayStore;
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
            ManifestReadStore manifests,
            NoticeReadStore notices,
            RelayStore relay) {
        return new StateDesk.Sources(description.name(), releases, manifests, notices, relay);
    }
}
