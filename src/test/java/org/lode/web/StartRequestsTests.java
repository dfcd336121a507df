package org.lode.web;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What the pages ask first is answered without an error. */
@LodeTest
class StartRequestsTests {
    private final WebTestClient client;

    StartRequestsTests(Environment environment) {
        client = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + environment.getRequiredProperty("local.server.port"))
                .build();
    }

    static List<String> bodies() {
        return StartRequests.bodies();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void eachIsAnswered(String body) {
        client.post()
                .uri("/graphql")
                .header("Content-Type", "application/json")
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.data")
                .isMap()
                .jsonPath("$.errors")
                .doesNotExist();
    }
}
