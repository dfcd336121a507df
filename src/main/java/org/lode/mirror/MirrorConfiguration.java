package org.lode.mirror;

import java.time.InstantSource;
import javax.sql.DataSource;
import org.lode.model.DataPackage;
import org.lode.store.Database;
import org.lode.store.OriginStateStore;
import org.lode.store.ReleaseApplyStore.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of the mirror that commands make without Spring. */
@Configuration(proxyBeanMethods = false)
class MirrorConfiguration {

    @Bean
    Origin origin(MirrorSettings settings, DataSource loading, DataPackage description) {
        return Origin.of(settings, description.name(), new OriginStateStore.Writer(loading), new ProgressLog());
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    RowCheck rowCheck(
            DataSource loading, DataPackage description, Origin origin, MirrorStatus status, MirrorSettings settings) {
        return new RowCheck(
                loading, description, origin, status, settings.mirror().checkInterval());
    }

    @Bean
    Mirror mirror(
            Origin origin,
            DataSource loading,
            DataPackage description,
            RowCheck rows,
            MirrorStatus status,
            Database database) {
        return new Mirror(origin, loading, description, rows, new ProgressLog(), status, database::cause);
    }

    /** Logs every five seconds how far long work has come; logs nothing of work that takes less. */
    private static final class ProgressLog implements Progress {
        private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
        private static final long INTERVAL = 5_000_000_000L;

        private String last = "";
        private long logged;

        @Override
        public synchronized void at(String work, long done, long of) {
            long now = System.nanoTime();
            if (!work.equals(last)) {
                last = work;
                logged = now;
            } else if (now - logged >= INTERVAL) {
                logged = now;
                LOG.info("{}: {} of {}", work, done, of);
            }
        }
    }
}
