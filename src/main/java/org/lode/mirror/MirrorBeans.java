package org.lode.mirror;

import javax.sql.DataSource;
import org.lode.kind.DataPackage;
import org.lode.publish.ReleaseApplyStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the mirror together. */
@Configuration(proxyBeanMethods = false)
class MirrorBeans {

    @Bean
    Mirror mirror(MirrorSettings settings, DataSource loading, DataPackage description) {
        return new Mirror(Origin.of(settings.origin()), new ReleaseApplyStore(loading, description), description);
    }
}
