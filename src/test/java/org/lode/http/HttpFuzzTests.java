package org.lode.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.RawHttp;
import org.lode.support.Seed;
import org.springframework.core.env.Environment;

/** Whatever a client sends to any address, the response is one that HTTP and the documentation allow. */
@LodeTest
@TestInstance(Lifecycle.PER_CLASS)
class HttpFuzzTests {
    private static final int FEW = 1_000;
    private static final int MANY = 20_000;
    private static final int AT_ONCE = 4;

    private final Http http;
    private final int port;
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Map<String, byte[]> byTag = new ConcurrentHashMap<>();
    private String cited = "";

    HttpFuzzTests(Http http, Environment environment) {
        this.http = http;
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
    }

    @BeforeAll
    void citeAQuery() {
        cited = Http.json(http.post("/q", RandomHttp.CITED)).path("id").asString();
    }

    @Test
    void everyRequestGetsAResponseThatIsAllowed() throws InterruptedException {
        check(FEW);
    }

    @Tag("thorough")
    @Test
    void everyOneOfTwentyThousandRequestsGetsAResponseThatIsAllowed() throws InterruptedException {
        check(MANY);
    }

    private void check(int count) throws InterruptedException {
        Seed seed = Seed.of(HttpFuzzTests.class);
        wrong.clear();
        outcomes.clear();
        try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < AT_ONCE; i++) {
                RandomHttp requests = new RandomHttp(seed.random("client " + i), cited);
                clients.execute(() -> ask(requests, count / AT_ONCE));
            }
            clients.shutdown();
            assertThat(clients.awaitTermination(30, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(wrong).as("%s", seed).isEmpty();
        assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
        // Each of these must have come up, else the requests are too much alike to find anything.
        assertThat(outcomes.keySet())
                .as("%s", seed)
                .contains("200", "200 gzip", "204", "206", "304", "400", "404", "405", "406", "415", "416");
        assertThat(outcomes.get("200")).as("%s, %s", outcomes, seed).isGreaterThan(count / 5);
    }

    private void ask(RandomHttp requests, int count) {
        try (RawHttp client = new RawHttp(port)) {
            for (int i = 0; i < count; i++) {
                RandomHttp.Request request = requests.next();
                try {
                    check(
                            request,
                            client.send(
                                    request.body().getBytes(ISO_8859_1),
                                    request.lines().toArray(String[]::new)));
                } catch (IOException | RuntimeException e) {
                    wrong.add(e + " for " + request);
                    client.disconnect();
                }
            }
        } catch (IOException e) {
            wrong.add(e.toString());
        }
    }

    private void check(RandomHttp.Request request, RawHttp.Response response) throws IOException {
        String fault = fault(request, response);
        if (!fault.isEmpty()) {
            wrong.add("%s: %d %s %s for %s"
                    .formatted(fault, response.status(), response.headers(), shown(response), request));
        }
        synchronized (outcomes) {
            outcomes.merge((response.status() + " " + response.header("Content-Encoding")).strip(), 1, Integer::sum);
        }
    }

    private static String shown(RawHttp.Response response) {
        String text = response.text();
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }

    /** What of a response is not allowed; empty if all is. */
    private String fault(RandomHttp.Request request, RawHttp.Response response) throws IOException {
        int status = response.status();
        String coding = response.header("Content-Encoding");
        boolean head = request.method().equals("HEAD");
        if (status >= 500) {
            return "a server error";
        }
        if (status >= 400
                && !head
                && (response.body().length == 0
                        || !response.header("Content-Type").contains("json"))) {
            return "a refusal without a reason";
        }
        if (status >= 400 && !response.header("ETag").isEmpty()) {
            return "a refusal with a tag";
        }
        if (!coding.isEmpty() && !(coding.equals("gzip") && request.gzip())) {
            return "a coding that was not asked for";
        }
        if (status == 304 && !request.conditional()) {
            return "not modified without a condition";
        }
        if (!response.header("X-Content-Type-Options").equals("nosniff")) {
            return "a header that is missing";
        }
        return head ? "" : contentFault(request, response);
    }

    private String contentFault(RandomHttp.Request request, RawHttp.Response response) throws IOException {
        String tag = response.header("ETag");
        byte[] body = response.body();
        if (response.status() != 200 && response.status() != 206) {
            return "";
        }
        boolean gzip = response.header("Content-Encoding").equals("gzip");
        byte[] plain = gzip ? unpacked(body) : body;
        if (tag.isEmpty()) {
            return "";
        }
        if (gzip != tag.endsWith("-gzip\"")) {
            return "a tag of another coding";
        }
        if (response.status() == 206) {
            return partFault(response, byTag.get(request.address() + tag), body);
        }
        byte[] same = byTag.putIfAbsent(request.address() + tag, body);
        byte[] uncompressed = byTag.putIfAbsent(request.address() + tag.replace("-gzip\"", "\""), plain);
        return (same == null || Arrays.equals(same, body))
                        && (uncompressed == null || Arrays.equals(uncompressed, plain))
                ? ""
                : "equal tags and other bytes";
    }

    private static String partFault(RawHttp.Response response, byte @Nullable [] whole, byte[] part) {
        String[] range = response.header("Content-Range").split("[ /-]");
        int from = Integer.parseInt(range[1]);
        int to = Integer.parseInt(range[2]) + 1;
        if (to - from != part.length) {
            return "a part that is not what its range says";
        }
        return whole == null || Arrays.equals(Arrays.copyOfRange(whole, from, to), part)
                ? ""
                : "a part that is none of the file";
    }

    private static byte[] unpacked(byte[] gzip) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        }
    }
}
