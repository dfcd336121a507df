package org.lode.origin;

import java.time.InstantSource;
import org.lode.kind.DataPackage;
import org.lode.release.ReleaseStore;
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
            ManifestStore manifests,
            NoticeStore notices,
            RelayStore relay) {
        return new StateDesk.Sources(description.name(), releases, manifests, notices, relay);
    }
}
