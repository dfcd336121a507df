package org.lode.mirror;

import javax.sql.DataSource;
import org.lode.model.DataPackage;
import org.lode.store.Database;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the mirror together. */
@Configuration(proxyBeanMethods = false)
class MirrorBeans {

    @Bean
    Origin origin(MirrorSettings settings, DataSource loading, DataPackage description) {
        return Origin.of(settings, description.name(), new MirrorStateStore(loading), new ProgressLog());
    }

    @Bean
    Standing standing() {
        return new Standing();
    }

    @Bean
    RowCheck rowCheck(
            DataSource loading, DataPackage description, Origin origin, Standing standing, MirrorSettings settings) {
        return new RowCheck(
                loading, description, origin, standing, settings.mirror().checkInterval());
    }

    @Bean
    Holdings holdings(DataSource loading, DataPackage description, RowCheck rows) {
        return new Holdings(loading, description, rows, new ProgressLog());
    }

    @Bean
    Mirror mirror(Origin origin, Holdings holdings, DataPackage description, Standing standing, Database database) {
        return new Mirror(origin, holdings, description, standing, database.name());
    }

    @Bean
    Following following(Mirror mirror, Origin origin, Standing standing, MirrorSettings settings) {
        return new Following(mirror, origin, standing, settings.mirror().poll());
    }
}
