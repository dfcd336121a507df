package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.model.Failure.Code;
import org.lode.store.RelayedDatabase;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Each code has a section in docs/errors.md whose example gives it, with the status that the table tells. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.limits.time=2s",
            "lode.limits.rate.points=500000",
            "lode.limits.rate.least=50000",
            "lode.limits.rate.period=1h",
            "lode.limits.rate.trusted-proxies=127.0.0.0/8,::1"
        })
@DirtiesContext
class ErrorsTests {
    private static final String PAGE = read();
    private static final Pattern SECTION =
            Pattern.compile("^## ([A-Z_]+)$(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern EXAMPLE = Pattern.compile("```http\n([A-Z]+) (\\S+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("^\\| \\[([A-Z_]+)].*?\\| (\\d+) \\| (\\d+) \\|$", Pattern.MULTILINE);
    /** They end a program and never go out over HTTP. */
    private static final Set<Code> OF_THE_START = Set.of(Code.DATASET_DAMAGED, Code.ORIGIN_REFUSED, Code.START_FAILED);

    private static final RelayedDatabase DATABASE = RelayedDatabase.make();

    private final Http http;
    private final DataSource loading;
    private final int port;

    /** Each test is a client of its own: none is refused for what another one asked. */
    private final String client;

    ErrorsTests(Http http, DataSource loading, Environment environment) {
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
        this.http = http;
        this.loading = loading;
        // Two groups of hex digits by chance: a client is a network of 64 bits.
        this.client = "2001:db8:%s::1"
                .formatted(UUID.randomUUID().toString().substring(9, 18).replace('-', ':'));
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("lode.database.url", DATABASE::address);
    }

    @AfterAll
    static void close() throws IOException {
        DATABASE.close();
    }

    @Test
    void everyCodeHasASectionAndARow() {
        Set<String> codes = new TreeSet<>();
        Stream.of(Code.values()).filter(code -> !OF_THE_START.contains(code)).forEach(code -> codes.add(code.name()));
        assertThat(sections().keySet()).containsExactlyElementsOf(codes);
        assertThat(ROW.matcher(PAGE).results().map(row -> row.group(1))).containsExactlyElementsOf(codes);
    }

    static Stream<String> plain() {
        return sections().keySet().stream()
                // PersistedOnlyTests and RedactedReferenceTests ask the Lodes that refuse the examples of two of them.
                .filter(code -> !Set.of(
                                "INTERNAL",
                                "QUERY_NOT_IN_SAFELIST",
                                "RATE_LIMITED",
                                "REDACTED",
                                "TIMEOUT",
                                "UNAVAILABLE")
                        .contains(code));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void theExampleGivesTheCode(String code) {
        check(code, send(code));
    }

    @Test
    void tooManyRequestsAreRateLimited() {
        HttpResponse<byte[]> response = send("RATE_LIMITED");
        for (int i = 0; i < 100 && response.statusCode() == 200; i++) {
            response = send("RATE_LIMITED");
        }
        check("RATE_LIMITED", response);
        // A request takes at least a tenth of the points of an hour.
        assertThat(Integer.parseInt(Http.header(response, "Retry-After"))).isBetween(1, 360);
    }

    @Test
    void aStatementThatWaitsIsATimeout() throws Exception {
        try (Connection locking = loading.getConnection();
                Statement lock = locking.createStatement()) {
            locking.setAutoCommit(false);
            lock.execute("lock table projects in access exclusive mode");
            check("TIMEOUT", send("TIMEOUT"));
        }
        // It took the points of the dearest operation there may be: all that the client has, here.
        assertThat(send("RATE_LIMITED").statusCode()).isEqualTo(429);
    }

    @Test
    void aBodyThatDoesNotComeIsATimeout() throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(
                            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
                                    .getBytes(UTF_8));
            byte[] answer = new byte[4_096];
            int read = socket.getInputStream().read(answer);
            assertThat(new String(answer, 0, read, UTF_8))
                    .startsWith("HTTP/1.1 504 ")
                    .contains("\"code\":\"TIMEOUT\"");
        }
    }

    @Test
    void aTableThatIsMissingIsInternal() throws Exception {
        try (Connection connection = loading.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table deals rename to deals_elsewhere");
            try {
                check("INTERNAL", send("INTERNAL"));
            } finally {
                statement.execute("alter table deals_elsewhere rename to deals");
            }
        }
    }

    @Test
    void aDatabaseThatIsGoneIsUnavailable() throws IOException {
        DATABASE.shut();
        try {
            check("UNAVAILABLE", send("UNAVAILABLE"));
        } finally {
            DATABASE.open();
        }
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(Http.code(send("UNAVAILABLE"))).isEmpty());
    }

    private void check(String code, HttpResponse<byte[]> response) {
        assertThat(Http.code(response)).as(new String(response.body(), UTF_8)).isEqualTo(code);
        assertThat(Http.header(response, "Cache-Control")).isEqualTo("no-store");
        Matcher row = ROW.matcher(PAGE);
        while (row.find()) {
            if (row.group(1).equals(code)) {
                boolean newer = Http.header(response, "Content-Type").equals("application/graphql-response+json");
                boolean partly = Http.json(response).path("data").isObject();
                assertThat(response.statusCode()).isEqualTo(partly ? 200 : Integer.parseInt(row.group(newer ? 2 : 3)));
            }
        }
    }

    private HttpResponse<byte[]> send(String code) {
        Matcher example = EXAMPLE.matcher(Objects.requireNonNull(sections().get(code)));
        assertThat(example.find()).as("an example of %s", code).isTrue();
        String[] headersAndBody = example.group(3).split("\n\n", 2);
        List<String> headers = new ArrayList<>(List.of("X-Forwarded-For", client));
        headersAndBody[0]
                .lines()
                .filter(line -> !line.isEmpty())
                .forEach(line -> headers.addAll(List.of(line.split(": ", 2))));
        String[] given = headers.toArray(String[]::new);
        return example.group(1).equals("POST")
                ? http.post(whole(headersAndBody[1]).getBytes(UTF_8), given)
                : http.send(example.group(1), example.group(2), given);
    }

    /** What the page leaves out for its readers. */
    private static String whole(String body) {
        return body.replace("<1100000 characters>", "x".repeat(1_100_000))
                .replace("\"<6000 values>\"", "\"x\",".repeat(5_999) + "\"x\"");
    }

    private static Map<String, String> sections() {
        Map<String, String> sections = new LinkedHashMap<>();
        SECTION.matcher(PAGE).results().forEach(section -> sections.put(section.group(1), section.group(2)));
        return sections;
    }

    private static String read() {
        try {
            return Files.readString(Path.of("docs", "errors.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
