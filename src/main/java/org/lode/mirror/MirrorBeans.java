package org.lode.mirror;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;
import org.lode.failure.StartFailed;
import org.lode.kind.DataPackage;
import org.lode.trust.KeyFiles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the mirror together. */
@Configuration(proxyBeanMethods = false)
class MirrorBeans {

    @Bean
    Origin origin(MirrorSettings settings, DataSource loading) {
        String origin = settings.origin();
        if (!origin.startsWith("http:") && !origin.startsWith("https:")) {
            return Origin.local(origin);
        }
        URI base = URI.create(Origin.withSlash(origin));
        return new Remote(
                base, new Fetch(base, settings.mirror().timeout()), anchor(settings), new MirrorStateStore(loading));
    }

    /** The key that states must be signed with; none only if that was asked for. */
    private static Optional<Anchor> anchor(MirrorSettings settings) {
        String file = settings.originKey();
        if (file.isBlank()) {
            if (settings.mirror().insecureUnsigned()) {
                return Optional.empty();
            }
            throw new StartFailed(
                    "lode.origin-key: nothing (expected: the file of the public key of %s, or --insecure-unsigned)"
                            .formatted(settings.origin()));
        }
        return Optional.of(new Anchor(KeyFiles.readPublic(Path.of(file), "lode.origin-key")));
    }

    @Bean
    Standing standing() {
        return new Standing();
    }

    @Bean
    Holdings holdings(DataSource loading, DataPackage description) {
        return new Holdings(loading, description);
    }

    @Bean
    Mirror mirror(Origin origin, Holdings holdings, DataPackage description, Standing standing) {
        return new Mirror(origin, holdings, description, standing);
    }

    @Bean
    Following following(Mirror mirror, Origin origin, Standing standing, MirrorSettings settings) {
        return new Following(mirror, origin, standing, settings.mirror().poll());
    }
}
