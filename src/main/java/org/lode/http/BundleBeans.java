package org.lode.http;

import org.lode.files.BundleFolder;
import org.lode.files.Description;
import org.lode.files.ServedFile;
import org.lode.store.DatabaseSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Puts together the files of releases, and where they are kept. */
@Configuration(proxyBeanMethods = false)
class BundleBeans {
    private static final String ALL = "/releases";
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
        return FileRoutes.files(ALL, request -> listed(request, shelf.all(form(request))))
                .and(FileRoutes.files(ALL + "/", request -> listed(request, shelf.all(form(request)))))
                .and(FileRoutes.files(RELEASES, request -> {
                    String name = request.pathVariable("file").replaceFirst("^/", "");
                    Mono<ServedFile> file = shelf.file(request.pathVariable("version"), name, form(request));
                    return name.isEmpty() ? listed(request, file) : file;
                }));
    }

    private static ReleaseShelf.Form form(ServerRequest request) {
        return new ReleaseShelf.Form(ReleasePages.isWanted(request), ReleasePages.up(request));
    }

    /** A list has the form that the client prefers. */
    private static Mono<ServedFile> listed(ServerRequest request, Mono<ServedFile> list) {
        return list.doOnNext(file -> {
            HttpHeaders headers = request.exchange().getResponse().getHeaders();
            headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
            if (MediaType.TEXT_HTML.equalsTypeAndSubtype(file.type())) {
                PagePolicy.apply(headers, false);
            }
        });
    }
}
