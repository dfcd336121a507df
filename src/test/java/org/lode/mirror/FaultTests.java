package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.failure.DatasetDamaged;
import org.lode.publish.Author;
import org.lode.publish.Draft;
import org.lode.publish.SmallDataset;
import org.lode.release.Leaf;
import org.lode.release.Notice;
import org.lode.release.Notices;
import org.lode.release.RecordKey;
import org.lode.release.Sha256;
import org.lode.support.Ask;
import org.lode.support.FreshDataFolder;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Seed;
import org.lode.trust.SigningKey;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An origin that does everything wrong, over HTTP: the mirror serves its last good release, says what is wrong in one line, takes
 * nothing, and goes on when the origin is in order again.
 */
@LodeTest
class FaultTests {
    private static final SigningKey KEY = SigningKey.fresh();
    private static final FaultyServer SERVER = new FaultyServer();
    private static final Path FOLDER = FreshDataFolder.make();
    private static final SmallDataset DATASET = dataset();
    private static final int FLIPS = 200;

    /** How many releases the origin has, and how many of them the mirror. */
    private static int made;

    private static int held;

    private final Following following;
    private final RowCheck rows;
    private final DSLContext database;
    private final Ask ask;
    private final Http http;
    private final MadeOrigin origin;

    FaultTests(Following following, RowCheck rows, DataSource loading, Ask ask, Http http) {
        this.rows = rows;
        this.database = DSL.using(loading, SQLDialect.POSTGRES);
        this.following = following;
        this.ask = ask;
        this.http = http;
        if (made == held) {
            release();
        }
        this.origin = new MadeOrigin(DATASET.folder(), KEY);
        SERVER.serve(path -> origin.files().get(path));
    }

    @DynamicPropertySource
    static void theMirror(DynamicPropertyRegistry settings) throws IOException {
        release();
        MadeOrigin first = new MadeOrigin(DATASET.folder(), KEY);
        SERVER.serve(path -> first.files().get(path));
        Path key = FOLDER.resolve("key.pub");
        Files.writeString(key, KEY.verifying().pem());
        settings.add("lode.origin", () -> SERVER.address().toString());
        settings.add("lode.origin-key", key::toString);
        settings.add("lode.mirror.timeout", () -> "1s");
        settings.add("lode.mirror.check-interval", () -> "0");
        held = made;
    }

    private static SmallDataset dataset() {
        try {
            return SmallDataset.in(FOLDER.resolve("dataset"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void release() {
        made++;
        try {
            if (made > 1) {
                DATASET.edit(
                                "projects.csv",
                                "Rare earth mine" + ".".repeat(made - 1),
                                "Rare earth mine" + ".".repeat(made))
                        .append("reasons.csv", "project:mount-weld,CORRECTION,");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Author.Order order = new Author.Order("2026.1." + made, Instant.EPOCH.plusSeconds(made), "", false);
        assertThat(Author.release(Draft.read(DATASET.folder()), order)).isInstanceOf(Author.Outcome.Released.class);
    }

    @AfterEach
    void inOrderAgain() {
        SERVER.fail(null);
        MadeOrigin sound = new MadeOrigin(DATASET.folder(), KEY);
        SERVER.serve(path -> sound.files().get(path));
        following.look();
        held = made;
        assertHolds(null);
    }

    @AfterAll
    static void end() {
        SERVER.close();
        FreshDataFolder.delete(FOLDER);
    }

    @Test
    void anOlderReleaseAsTheNewest() {
        following.look();
        held = made;
        origin.newest(held - 1);
        assertKept("its newest release is %d, 2026.1.%d (expected: %d or later".formatted(held - 1, held - 1, held));
    }

    @Test
    void aPointerThatIsFrozen() {
        origin.files()
                .put(MadeOrigin.STATE, origin.state(held + 1, Instant.now().minus(Duration.ofDays(2)), KEY));
        assertKept("its state expired at ");
    }

    @Test
    void anotherReleaseOfTheSameNumber() throws IOException {
        SmallDataset other = SmallDataset.in(FOLDER.resolve("other"));
        for (int number = 1; number <= held; number++) {
            Author.Order order = new Author.Order("2026.1." + number, Instant.EPOCH.plusSeconds(number), "", true);
            assertThat(Author.release(Draft.read(other.folder()), order)).isInstanceOf(Author.Outcome.Released.class);
        }
        MadeOrigin forked = new MadeOrigin(other.folder(), KEY);
        SERVER.serve(path -> forked.files().get(path));
        assertKept("its release %d has root ".formatted(held));
        FreshDataFolder.delete(other.folder());
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.json", "keys.json", "manifest.json", "delta.jsonl"})
    void anErrorPageThatSaysAllIsWell(String file) {
        SERVER.fail(only(
                file, exchange -> send(exchange, 200, "<html>Sorry</html>\n".getBytes(StandardCharsets.UTF_8))));
        assertKept(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.json", "keys.json", "manifest.json", "delta.jsonl"})
    void aBodyThatIsCut(String file) {
        SERVER.fail(only(file, exchange -> {
            byte[] whole = Objects.requireNonNull(
                    origin.files().get(exchange.getRequestURI().getPath().substring(1)));
            exchange.sendResponseHeaders(200, whole.length);
            exchange.getResponseBody().write(whole, 0, whole.length / 2);
            exchange.getResponseBody().flush();
        }));
        assertKept(file);
    }

    @Test
    void aBodyThatBreaksOnceGoesOnWhereItBroke() {
        List<String> ranges = new ArrayList<>();
        SERVER.fail(only("delta.jsonl", exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            byte[] whole = Objects.requireNonNull(origin.files().get(origin.path("delta.jsonl")));
            if (range == null) {
                exchange.getResponseHeaders().set("ETag", "\"whole\"");
                exchange.sendResponseHeaders(200, whole.length);
                exchange.getResponseBody().write(whole, 0, whole.length / 2);
                exchange.getResponseBody().flush();
            } else {
                ranges.add(range);
                exchange.sendResponseHeaders(206, whole.length - whole.length / 2);
                exchange.getResponseBody().write(whole, whole.length / 2, whole.length - whole.length / 2);
            }
        }));
        following.look();
        assertThat(ranges).hasSize(1);
        held = made;
        assertHolds(null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MadeOrigin.STATE,
                MadeOrigin.KEYS,
                MadeOrigin.NOTICES,
                "manifest.json",
                "delta.jsonl",
                "full/Project.jsonl"
            })
    void aByteThatFlips(String file) {
        Random random = Seed.of(FaultTests.class).random(file);
        if (file.equals(MadeOrigin.NOTICES)) {
            origin.tell(withdrawn());
        }
        String path = file.startsWith("mirror/") ? file : origin.path(file);
        byte[] good = Objects.requireNonNull(origin.files().get(path));
        if (file.startsWith("full/")) {
            origin.files().remove(origin.path("delta.jsonl"));
        }
        for (int flip = 0; flip < FLIPS; flip++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            origin.files().put(path, bad);
            assertKept("");
        }
    }

    private static Notices withdrawn() {
        return Notices.NONE.and(
                new Notice.Withdrawal(1, Instant.EPOCH, "Scrambled.", new Notice.Told(1, "2026.1.1"), null));
    }

    @Test
    void aDeltaThatIsMissing() {
        origin.files().remove(origin.path("delta.jsonl"));
        following.look();
        held = made;
        assertHolds(null);
        assertThat(reasons()).containsExactly("UNSTATED");
        origin.files().put(origin.path("delta.jsonl"), sound("delta.jsonl"));
        following.look();
        assertThat(reasons()).containsExactly("CORRECTION");
    }

    private byte[] sound(String name) {
        return Objects.requireNonNull(
                new MadeOrigin(DATASET.folder(), KEY).files().get(origin.path(name)));
    }

    private List<String> reasons() {
        JsonNode changes = ask.data("{ changes(sinceSequence: %d) { nodes { reasons } } }".formatted(held - 1));
        return changes.path("changes")
                .path("nodes")
                .valueStream()
                .map(change -> change.path("reasons").path(0).asString())
                .toList();
    }

    /** The hash of a record keeps its place in the tree, so that the root alone would let its content go. */
    @Test
    void aRecordWithoutContentThatNoNoticeRedacts() {
        origin.files().remove(origin.path("delta.jsonl"));
        String path = origin.path("full/Project.jsonl");
        String[] lines =
                new String(Objects.requireNonNull(origin.files().get(path)), StandardCharsets.UTF_8).split("\n");
        String id = JsonMapper.shared().readTree(lines[0]).path("id").asString();
        String leaf = Leaf.ofBody(new RecordKey("Project", id), lines[0]).hash();
        lines[0] = "{\"redacted\":{\"id\":\"%s\",\"leaf\":\"%s\",\"type\":\"Project\"}}".formatted(id, leaf);
        origin.files().put(path, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        assertKept("without content (expected: some, as the notices say)");
    }

    @Test
    void aDeltaAndTheFullFilesThatAreMissing() {
        origin.files().keySet().removeIf(path -> path.contains("/full/") || path.equals(origin.path("delta.jsonl")));
        assertKept("full/Project.jsonl is missing (expected: a file)");
    }

    @Test
    void operationsInAnotherOrder() {
        List<String> lines = delta();
        if (lines.size() < 4) {
            lines.add(2, lines.get(1).replace("\"n\":1", "\"n\":2"));
        }
        origin.forge(footed(lines), manifest -> {});
        assertKept("delta.jsonl:");
    }

    @Test
    void aDeltaThatStartsFromAnotherVersion() {
        List<String> lines = delta();
        lines.set(1, lines.get(1).replaceFirst("\"before\":\"[0-9a-f]{64}\"", "\"before\":\"" + "0".repeat(64) + '"'));
        origin.forge(footed(lines), manifest -> {});
        assertKept("Project project:mount-weld: the release before has version ");
    }

    private List<String> delta() {
        byte[] bytes = Objects.requireNonNull(origin.files().get(origin.path("delta.jsonl")));
        return new ArrayList<>(new String(bytes, StandardCharsets.UTF_8).lines().toList());
    }

    /** A delta of these lines, whose footer is right about them. */
    private static byte[] footed(List<String> lines) {
        StringBuilder ops = new StringBuilder();
        lines.subList(1, lines.size() - 1).forEach(line -> ops.append(line).append('\n'));
        String hash = Sha256.hex(Sha256.of(ops.toString().getBytes(StandardCharsets.UTF_8)));
        int count = lines.size() - 2;
        String header = lines.getFirst().replaceFirst("\"ops\":[0-9]+", "\"ops\":" + count);
        String footer = "{\"f\":\"lode-delta-1\",\"ops\":%d,\"sha256OfOps\":\"%s\"}".formatted(count, hash);
        return (header + "\n" + ops + footer + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aRootThatTheRecordsDoNotGive() {
        origin.forge(
                Objects.requireNonNull(origin.files().get(origin.path("delta.jsonl"))),
                manifest -> ((ObjectNode) manifest.path("tables").path(0)).put("rows", 99));
        assertKept("manifest.json: root: ");
    }

    @Test
    void redirectsInACircle() {
        SERVER.fail((exchange, path) -> {
            exchange.getResponseHeaders().set("Location", "/" + path);
            exchange.sendResponseHeaders(302, -1);
            return true;
        });
        assertKept("state.json: status 302, to /mirror/v1/state.json (expected: 200)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.json", "delta.jsonl"})
    void aBodyWithoutEnd(String file) {
        SERVER.fail(only(file, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] line = "{\"a\":1}\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1_000_000; i++) {
                exchange.getResponseBody().write(line);
            }
        }));
        assertKept("more than ");
    }

    @Test
    void aBodyThatComesByteByByte() {
        SERVER.fail(only("delta.jsonl", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                pause(Duration.ofMillis(100));
            }
        }));
        assertKept("(expected: 10000 bytes a second)");
    }

    @Test
    void anOriginThatSaysNothing() {
        SERVER.fail(only("state.json", exchange -> pause(Duration.ofSeconds(5))));
        assertKept("no answer (expected: one within 1 s)");
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aKeyThatNobodyVouchesFor() {
        SigningKey stranger = SigningKey.fresh();
        origin.files().put(MadeOrigin.STATE, origin.state(held + 1, Instant.now(), stranger));
        assertKept("signed by key %s (expected: one of [%s])".formatted(stranger.keyId(), KEY.keyId()));
    }

    @Test
    void aSchemaThatIsTooNew() {
        byte[] delta = footed(delta().stream()
                .map(line -> line.replaceFirst("\"schemaVersion\":\"[0-9.]+\"", "\"schemaVersion\":\"99.0.0\""))
                .toList());
        origin.forge(delta, manifest -> manifest.put("schemaVersion", "99.0.0"));
        assertKept("has schema 99.0.0 (expected: 1.x, which this Lode understands)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.json", "manifest.json", "delta.jsonl"})
    void aSmallFileThatIsHugeWhenUnpacked(String file) {
        byte[] bomb = bomb();
        SERVER.fail(only(file, exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            send(exchange, 200, bomb);
        }));
        assertKept("more than ");
    }

    private static byte[] bomb() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            byte[] nothing = new byte[1 << 20];
            for (int i = 0; i < 256; i++) {
                out.write(nothing);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    @Test
    void aRowThatChangesIsFetchedAgainAndNothingElse() {
        String body = damagedBody();
        database.execute("update lode.countries set name = 'Japon' where id = 'country:JP'");
        SERVER.asked();
        assertThat(rows.damaged()).isTrue();
        rows.repair();
        assertThat(SERVER.asked()).hasSize(1).first().asString().contains("/bucket/Project/");
        assertThat(rows.damaged()).isFalse();
        assertThat(database.fetchValue("select count(*) from lode.leaf where body = {0}", DSL.val(body)))
                .isEqualTo(1L);
    }

    @Test
    void aKeptStateThatChangesIsTakenAnew() {
        following.look();
        held = made;
        database.execute("update lode.mirror_state set state = overlay(state placing '!' from 9 for 1)");
        assertThat(rows.damaged()).isTrue();
        following.look();
        assertHolds(null);
        assertThat(rows.damaged()).isFalse();
    }

    private String damagedBody() {
        following.look();
        held = made;
        String body = String.valueOf(
                database.fetchValue("select max(body) from lode.leaf where body like '%Rare earth mine%'"));
        database.execute(
                "update lode.leaf set body = overlay(body placing '!' from 60 for 1) where body = {0}", DSL.val(body));
        return body;
    }

    @Test
    void aByteThatFlipsInWhatARepairFetches() {
        Random random = Seed.of(FaultTests.class).random("bucket");
        String body = damagedBody();
        SERVER.asked();
        rows.repair();
        String path = SERVER.asked().getFirst();
        byte[] good = Objects.requireNonNull(origin.files().get(path));
        assertThat(new String(good, StandardCharsets.UTF_8)).isEqualTo(body + "\n");
        assertThat(damagedBody()).isEqualTo(body);
        for (int flip = 0; flip < FLIPS; flip++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length - 1)] ^= (byte) (1 << random.nextInt(8));
            origin.files().put(path, bad);
            assertThatThrownBy(rows::repair).isInstanceOf(DatasetDamaged.class);
        }
        origin.files().put(path, good);
        rows.repair();
        assertThat(rows.damaged()).isFalse();
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private static FaultyServer.Fault only(String file, Answer answer) {
        return (exchange, path) -> {
            boolean meant = path.endsWith(file);
            if (meant) {
                answer.to(exchange);
            }
            return meant;
        };
    }

    private static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** The mirror looks, and what it finds makes it stay where it is. */
    private void assertKept(String problem) {
        following.look();
        assertHolds(problem);
    }

    private void assertHolds(@Nullable String problem) {
        JsonNode known = Http.json(http.send("GET", "/.well-known/dataset-mirror.json"));
        assertThat(known.path("sequence").asInt()).isEqualTo(held);
        if (problem == null) {
            assertThat(known.path("problem").isNull()).as("%s", known).isTrue();
        } else {
            assertThat(known.path("problem").asString(""))
                    .isNotEmpty()
                    .contains(problem)
                    .doesNotContain("\n");
        }
        JsonNode answer = ask.data("{ release { sequence } projects { totalCount } }");
        assertThat(answer.path("release").path("sequence").asInt()).isEqualTo(held);
        assertThat(answer.path("projects").path("totalCount").asInt()).isEqualTo(2);
    }
}
