package org.lode.api;

import java.net.URI;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Serves GraphiQL with every asset from this program, so that it works without any network. */
@Configuration(proxyBeanMethods = false)
class Explorer {
    private static final ClassPathResource PAGE = new ClassPathResource("graphiql/index.html");

    @Bean
    RouterFunction<ServerResponse> explorerPage() {
        return RouterFunctions.route()
                .GET(
                        "/",
                        request -> ServerResponse.temporaryRedirect(URI.create("/graphiql"))
                                .build())
                .GET(
                        "/graphiql",
                        request -> ServerResponse.ok()
                                .contentType(MediaType.TEXT_HTML)
                                .bodyValue(PAGE))
                .resources("/graphiql/assets/**", new ClassPathResource("META-INF/resources/graphql-ui/"))
                .resources("/graphiql/**", new ClassPathResource("graphiql/"))
                .build();
    }
}
