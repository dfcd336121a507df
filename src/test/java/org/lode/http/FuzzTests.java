package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Seed;
import org.springframework.graphql.execution.GraphQlSource;
import tools.jackson.databind.JsonNode;

/** The server answers every request, and its answers never tell what is inside it. */
@LodeTest
class FuzzTests {
    private static final int FEW = 512;
    private static final int MANY = 50_000;
    private static final int AT_ONCE = 8;
    private static final Pattern INSIDES = Pattern.compile(
            "Exception|java\\.|org\\.lode|org\\.spring|jooq|r2dbc|graphql\\.|select |from_seq|\\.java|lode_reader|postgres|null pointer|relation \"|"
                    + "Value\\{|HashMap|ArrayList|objectFields|"
                    + folders(),
            Pattern.CASE_INSENSITIVE);

    private final Http http;
    private final GraphQlSource source;
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();

    FuzzTests(Http http, GraphQlSource source) {
        this.http = http;
        this.source = source;
    }

    /** The folders of this machine that Lode works in: none of them may be told. */
    private static String folders() {
        return Stream.of("user.dir", "user.home", "java.io.tmpdir", "java.home")
                .map(name -> Pattern.quote(System.getProperty(name).replaceFirst("/+$", "") + "/"))
                .collect(Collectors.joining("|"));
    }

    @Test
    void requestsGiveNoServerErrorAndNoInsides() throws InterruptedException {
        check(FEW);
    }

    @Tag("thorough")
    @Test
    void fiftyThousandRequestsGiveNoServerErrorAndNoInsides() throws InterruptedException {
        check(MANY);
    }

    private void check(int count) throws InterruptedException {
        Seed seed = Seed.of(FuzzTests.class);
        try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < AT_ONCE; i++) {
                RandomRequests requests = new RandomRequests(source.schema(), seed.random("client " + i));
                clients.execute(() -> ask(requests, count / AT_ONCE));
            }
            clients.shutdown();
            assertThat(clients.awaitTermination(30, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(wrong).as("%s", seed).isEmpty();
        assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
        // Each of these sorts must have come up, else the requests are too much alike to find anything.
        assertThat(outcomes.keySet())
                .as("%s", seed)
                .contains("200 ", "200 BAD_USER_INPUT", "400 BAD_USER_INPUT", "400 BAD_REQUEST");
        assertThat(outcomes.get("200 ")).as("%s, %s", outcomes, seed).isGreaterThan(count / 20);
    }

    private void ask(RandomRequests requests, int count) {
        for (int i = 0; i < count; i++) {
            byte[] body = requests.body();
            try {
                check(body, http.post(body, "Accept", "application/graphql-response+json"));
            } catch (RuntimeException e) {
                wrong.add(e + " for " + new String(body, UTF_8));
            }
        }
    }

    private void check(byte[] body, HttpResponse<byte[]> response) {
        List<String> messages = Http.json(response)
                .path("errors")
                .valueStream()
                .map(JsonNode::toString)
                .toList();
        boolean insides =
                messages.stream().anyMatch(error -> INSIDES.matcher(error).find());
        if (response.statusCode() >= 500
                || insides
                || messages.stream().anyMatch(error -> !error.contains("\"code\""))) {
            wrong.add(response.statusCode() + " " + messages + " for " + new String(body, UTF_8));
        }
        synchronized (outcomes) {
            outcomes.merge(response.statusCode() + " " + Http.code(response), 1, Integer::sum);
        }
    }
}
