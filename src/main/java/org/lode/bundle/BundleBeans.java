package org.lode.bundle;

import org.lode.database.DatabaseSettings;
import org.lode.origin.FileRoutes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Puts together the files of releases, and where they are kept. */
@Configuration(proxyBeanMethods = false)
class BundleBeans {
    private static final String RELEASES = "/releases/{version}/{*file}";

    @Bean
    Description writtenDescription() {
        return Description.bundled();
    }

    @Bean
    BundleFolder bundleFolder(DatabaseSettings settings) {
        return new BundleFolder(settings.folder().resolve("bundles"));
    }

    @Bean
    RouterFunction<ServerResponse> filesOfReleases(ReleaseShelf shelf) {
        return FileRoutes.files(
                RELEASES,
                request -> shelf.file(
                        request.pathVariable("version"),
                        request.pathVariable("file").replaceFirst("^/", "")));
    }
}
