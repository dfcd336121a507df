package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.http.Views.StartRequests;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the pages ask first is answered without an error. */
@LodeTest
class StartRequestsTests {
    private final Http http;

    StartRequestsTests(Http http) {
        this.http = http;
    }

    static List<String> bodies() {
        return StartRequests.bodies();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void eachIsAnswered(String body) {
        HttpResponse<byte[]> response = http.post(body.getBytes(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = JsonMapper.shared().readTree(response.body());
        assertThat(answer.path("errors").isMissingNode()).as(answer.toString()).isTrue();
        assertThat(answer.path("data").isEmpty()).isFalse();
    }
}
