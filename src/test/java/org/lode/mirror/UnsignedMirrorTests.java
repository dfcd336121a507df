package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.model.Failure.BadInput;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A mirror that runs without a key, as its settings demand. */
@LodeTest
@Tag("thorough")
class UnsignedMirrorTests {
    private static final FaultyServer SERVER = new FaultyServer();

    private final HttpGraphQlTester graphQl;
    private final Http http;

    UnsignedMirrorTests(HttpGraphQlTester graphQl, Http http) {
        this.graphQl = graphQl;
        this.http = http;
    }

    @DynamicPropertySource
    static void anUnsignedOrigin(DynamicPropertyRegistry settings) {
        SERVER.serve(new MadeOrigin(Path.of("dataset"), null).files()::get);
        settings.add("lode.origin", () -> SERVER.address().toString());
        settings.add("lode.mirror.insecure-unsigned", () -> "true");
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @Test
    void itServesAndShowsThatNobodySigned() {
        JsonNode known = Http.json(http.send("GET", "/.well-known/dataset-mirror.json"));
        assertThat(known.path("signed").asBoolean(true)).isFalse();
        assertThat(known.path("upstream").asString()).isEqualTo(SERVER.address().toString());
        graphQl.document("{ release { root } }")
                .execute()
                .path("release.root")
                .entity(String.class)
                .isEqualTo(known.path("root").asString());
    }

    @Test
    void withoutAKeyAndThatSettingNoMirrorStarts() {
        MirrorSettings settings = new MirrorSettings(
                "https://data.example.org",
                "",
                new MirrorSettings.Following(Duration.ZERO, Duration.ZERO, Duration.ZERO, false, ""));
        assertThatThrownBy(settings::trustedKey)
                .isInstanceOf(BadInput.class)
                .hasMessage(
                        "lode.origin-key: nothing"
                                + " (expected: the file of the public key of https://data.example.org, or --insecure-unsigned)");
    }
}
