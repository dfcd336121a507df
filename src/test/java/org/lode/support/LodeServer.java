package org.lode.support;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.graphql.test.tester.WebSocketGraphQlTester;

/** Adds to a Lode under test the clients that ask it, and a recorder of the statements that it runs. */
@TestConfiguration(proxyBeanMethods = false)
public class LodeServer {

    /** Lazy, since the port is known only when the server listens. */
    @Bean
    @Lazy
    HttpGraphQlTester graphQl(Environment environment) {
        return GraphQl.http(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    @Bean
    @Lazy
    WebSocketGraphQlTester webSocketGraphQl(Environment environment) {
        return GraphQl.webSocket(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    @Bean
    @Lazy
    Http http(Environment environment) {
        return new Http(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    @Bean
    static Statements statements() {
        return new Statements();
    }
}
