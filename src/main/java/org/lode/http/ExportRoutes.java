package org.lode.http;

import org.lode.files.ExportRequest;
import org.lode.files.ServedFile;
import org.lode.model.DataPackage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The addresses of rows as files. */
@Configuration(proxyBeanMethods = false)
class ExportRoutes {
    private static final String EXPORTS = "/export";
    private static final String EXPORT = EXPORTS + "/{file}";

    @Bean
    RouterFunction<ServerResponse> rowsAsFiles(ExportAnswer exports, DataPackage data) {
        ServedFile index = ExportIndex.file(data);
        return FileRoutes.answering(EXPORT, request -> exports.of(request, ExportRequest.of(request, data)))
                .and(FileRoutes.files(EXPORTS, request -> Mono.just(index)))
                .and(FileRoutes.files(EXPORTS + "/", request -> Mono.just(index)));
    }
}
