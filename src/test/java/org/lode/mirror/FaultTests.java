package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.author.Author;
import org.lode.author.Draft;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.Ed25519.SigningKey;
import org.lode.release.Leaf;
import org.lode.release.Notice;
import org.lode.release.Notices;
import org.lode.release.PublishedStates;
import org.lode.release.RecordKey;
import org.lode.store.SmallDataset;
import org.lode.store.TestDatabase;
import org.lode.support.FreshDataFolder;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Seed;
import org.slf4j.LoggerFactory;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An origin that does everything wrong, over HTTP.
 *
 * <p>The mirror serves its last good release, says what is wrong in one line, and takes nothing. It goes on when the origin is in
 * order again.
 */
@LodeTest
class FaultTests {
    private static final SigningKey KEY = SigningKey.fresh();
    private static final FaultyServer SERVER = new FaultyServer();
    private static final Path FOLDER = FreshDataFolder.make();
    private static final SmallDataset DATASET = dataset();
    private static final Seed SEED = Seed.of(FaultTests.class);
    private static final String AT = "http://localhost:\\d+/mirror/v1/";
    private static final int FEW = 4;
    private static final int MANY = 200;

    private final OriginFollower follower;
    private final RowCheck rows;
    private final DSLContext database;
    private final HttpGraphQlTester graphQl;
    private final Http http;

    /** How many releases the mirror has; the origin has one more. */
    private int held;

    private MadeOrigin origin;
    private Map<String, byte[]> sound;

    FaultTests(OriginFollower follower, RowCheck rows, DataSource loading, HttpGraphQlTester graphQl, Http http) {
        this.rows = rows;
        this.database = DSL.using(loading, SQLDialect.POSTGRES);
        this.follower = follower;
        this.graphQl = graphQl;
        this.http = http;
        this.origin = new MadeOrigin(DATASET.folder(), KEY);
        this.sound = Map.copyOf(origin.files());
    }

    @DynamicPropertySource
    static void theMirror(DynamicPropertyRegistry settings) throws IOException, SQLException {
        release();
        MadeOrigin first = new MadeOrigin(DATASET.folder(), KEY);
        SERVER.serve(first.files()::get);
        DataSource database = TestDatabase.fresh();
        String password = TestDatabase.password();
        Path key = Files.writeString(FOLDER.resolve("key.pub"), KEY.verifying().pem());
        settings.add("lode.origin", () -> SERVER.address().toString());
        settings.add("lode.origin-key", key::toString);
        settings.add("lode.mirror.timeout", () -> "1s");
        settings.add("lode.mirror.check-interval", () -> "0");
        settings.add("lode.database.url", () -> TestDatabase.address(database));
        settings.add("lode.database.username", () -> "postgres");
        settings.add("lode.database.password", () -> password);
    }

    private static SmallDataset dataset() {
        try {
            return SmallDataset.in(FOLDER.resolve("dataset"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes one release more, which changes one record; returns its number. */
    private static int release() {
        try {
            int number = releases() + 1;
            if (number > 1) {
                DATASET.edit(
                                "projects.csv",
                                "Rare earth mine" + ".".repeat(number - 1),
                                "Rare earth mine" + ".".repeat(number))
                        .append("reasons.csv", "project:mount-weld,CORRECTION,");
            }
            Author.Order order = order(number, /* allowEmpty= */ false);
            assertThat(Author.release(Draft.read(DATASET.folder()), order)).isInstanceOf(Author.Outcome.Released.class);
            return number;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Author.Order order(int number, boolean allowEmpty) {
        return new Author.Order("2026.1." + number, Instant.EPOCH.plusSeconds(number), "", allowEmpty);
    }

    private static int releases() throws IOException {
        Path folder = DATASET.folder().resolve("releases");
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.filter(Files::isDirectory).count();
        }
    }

    @BeforeEach
    void theOriginHasOneReleaseMoreThanTheMirror() throws IOException {
        SERVER.serve(path -> origin.files().get(path));
        if (known().path("sequence").asInt() < releases()) {
            assertTaken();
        }
        held = addRelease() - 1;
        assertHolds(held, null);
    }

    /** Gives the origin one release more; returns its number. */
    private int addRelease() {
        int number = release();
        origin = new MadeOrigin(DATASET.folder(), KEY);
        sound = Map.copyOf(origin.files());
        return number;
    }

    @AfterAll
    static void end() {
        SERVER.close();
        FreshDataFolder.delete(FOLDER);
    }

    @Test
    void anOlderReleaseAsTheNewest() {
        follower.look();
        origin.newest(held);
        follower.look();
        assertHolds(
                held + 1, "its newest release is %d, 2026.1.%d (expected: %d or later".formatted(held, held, held + 1));
        assertTaken();
    }

    @Test
    void aPointerThatIsFrozen() {
        origin.files()
                .put(MadeOrigin.STATE, origin.state(held + 1, Instant.now().minus(Duration.ofDays(2)), KEY));
        assertKept("its state expired at ");
    }

    @Test
    void anotherReleaseOfTheSameNumber() throws IOException {
        Path fork = PublishedStates.copy(DATASET.folder(), FOLDER.resolve("fork"));
        int number = addRelease();
        assertThat(Author.release(Draft.read(fork), order(number, /* allowEmpty= */ true)))
                .isInstanceOf(Author.Outcome.Released.class);
        assertTaken();
        MadeOrigin forked = new MadeOrigin(fork, KEY);
        SERVER.serve(path -> forked.files().get(path));
        follower.look();
        assertHolds(number, "its release %d has root ".formatted(number));
        assertTaken();
        FreshDataFolder.delete(fork);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.json", "keys.json", "manifest.json", "delta.jsonl"})
    @Tag("thorough")
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
        follower.look();
        assertThat(ranges).hasSize(1);
        assertHolds(held + 1, null);
    }

    /** Files, a text within each, and what the mirror says when the byte behind it differs. */
    static Stream<Arguments> bytesThatDiffer() {
        return Stream.of(
                arguments(
                        MadeOrigin.STATE,
                        "\"root\":\"",
                        AT
                                + "state\\.json: the signature is not that of key \\w{16} over this state \\(expected: one that is\\)"),
                arguments(
                        MadeOrigin.KEYS,
                        "\"publicKey\":\"",
                        AT
                                + "keys\\.json: keys\\[0]: keyId: \"\\w{16}\" \\(expected: \\w{16}, which the public key gives\\)"),
                arguments(
                        "full/Project.jsonl",
                        "\"name\":\"",
                        "full/Project\\.jsonl of [0-9.]+: 2 records, root \\w{64} \\(expected: 2, \\w{64}\\)"));
    }

    @ParameterizedTest
    @MethodSource("bytesThatDiffer")
    void aByteThatDiffers(String file, String behind, String problem) {
        if (file.startsWith("full/")) {
            origin.files().remove(origin.path("delta.jsonl"));
        }
        byte[] bad = good(file).clone();
        int at = new String(bad, StandardCharsets.ISO_8859_1).indexOf(behind) + behind.length();
        bad[at] = (byte) (bad[at] == '0' ? '1' : '0');
        origin.files().put(path(file), bad);
        follower.look();
        assertThat(problem()).matches(problem);
        assertKept("");
    }

    private byte[] good(String file) {
        return Objects.requireNonNull(origin.files().get(path(file)));
    }

    private String path(String file) {
        return file.startsWith("mirror/") ? file : origin.path(file);
    }

    /** Files, and what the mirror says about any flip in them. */
    static Stream<Arguments> flips() {
        return Stream.of(
                arguments(MadeOrigin.STATE, AT + "state\\.json(:\\d+)?: .+ \\(expected: .+\\)"),
                arguments(MadeOrigin.KEYS, AT + "keys\\.json(:\\d+)?: .+ \\(expected: .+\\)"),
                arguments(
                        MadeOrigin.NOTICES,
                        AT + "notices\\.jsonl: \\d+ bytes, SHA-256 \\w{64} \\(expected: \\d+, \\w{64}\\)"),
                arguments(
                        "manifest.json",
                        "releases/[0-9.]+/manifest\\.json: the SHA-256 of the file is \\w{64} \\(expected: \\w{64}\\)"),
                arguments(
                        "delta.jsonl",
                        "releases/[0-9.]+/delta\\.jsonl: the SHA-256 of the file is \\w{64} \\(expected: \\w{64}\\)"),
                arguments(
                        "full/Project.jsonl",
                        "(releases/[0-9.]+/)?full/Project\\.jsonl( of [0-9.]+)?:.+ \\(expected: .+\\)"));
    }

    @ParameterizedTest
    @MethodSource("flips")
    @Tag("thorough")
    void aByteThatFlips(String file, String problem) {
        assertFlipsAreRefused(file, problem, FEW);
    }

    @ParameterizedTest
    @MethodSource("flips")
    @Tag("thorough")
    void manyBytesThatFlip(String file, String problem) {
        assertFlipsAreRefused(file, problem, MANY);
    }

    private void assertFlipsAreRefused(String file, String problem, int flips) {
        Random random = SEED.random(file);
        if (file.equals(MadeOrigin.NOTICES)) {
            origin.tell(withdrawn());
        }
        byte[] good = good(file);
        if (file.startsWith("full/")) {
            origin.files().remove(origin.path("delta.jsonl"));
        }
        for (int flip = 0; flip < flips; flip++) {
            origin.files().put(path(file), flipped(good, random.nextInt(good.length), random));
            follower.look();
            assertHolds(held, "");
            assertThat(problem()).as("flip %d, %s", flip, SEED).matches(problem);
        }
        assertTaken();
    }

    private static byte[] flipped(byte[] good, int at, Random random) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << random.nextInt(8));
        return bad;
    }

    private static Notices withdrawn() {
        return Notices.NONE.and(
                new Notice.Withdrawal(1, Instant.EPOCH, "Scrambled.", new Notice.ReleaseName(1, "2026.1.1"), null));
    }

    @Test
    void aDeltaThatIsMissing() {
        byte[] delta = Objects.requireNonNull(origin.files().remove(origin.path("delta.jsonl")));
        follower.look();
        assertHolds(held + 1, null);
        assertThat(reasons()).containsExactly("UNSTATED");
        origin.files().put(origin.path("delta.jsonl"), delta);
        follower.look();
        assertThat(reasons()).containsExactly("CORRECTION");
    }

    private List<String> reasons() {
        return graphQl.document("query ($since: Int!) { changes(sinceSequence: $since) { nodes { reasons } } }")
                .variable("since", held)
                .execute()
                .path("changes.nodes[*].reasons[0]")
                .entityList(String.class)
                .get();
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

    /** A proxy answers for an origin that is away: the mirror asks again by itself, so nobody has to act. */
    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void anOriginOutOfReachIsNoWarning(int status) throws IOException {
        Optional<List<ILoggingEvent>> logged = loggedOutOfReach(status);
        for (int i = 1; i < FEW && logged.isEmpty(); i++) {
            theOriginHasOneReleaseMoreThanTheMirror();
            logged = loggedOutOfReach(status);
        }
        assertThat(logged.orElseThrow())
                .filteredOn(event -> event.getFormattedMessage().startsWith("serving on without " + SERVER.address()))
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.INFO);
    }

    /** What the mirror logs meanwhile. Nothing when another class starts a Lode in this process, which resets the loggers. */
    private Optional<List<ILoggingEvent>> loggedOutOfReach(int status) {
        Logger logger = (Logger) LoggerFactory.getLogger(Mirror.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        boolean attached;
        try {
            SERVER.fail((exchange, path) -> {
                exchange.sendResponseHeaders(status, -1);
                return true;
            });
            assertKept("state.json: status %d (expected: 200)".formatted(status));
        } finally {
            attached = logger.detachAppender(logged);
        }
        return attached ? Optional.of(List.copyOf(logged.list)) : Optional.empty();
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
    @Tag("thorough")
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
    @Tag("thorough")
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
            // One MB more than the largest file that is allowed.
            for (int i = 0; i < 65; i++) {
                out.write(nothing);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    @Test
    void aRowThatChangesIsFetchedAgainAndNothingElse() {
        assertTaken();
        String line = damagedLine();
        database.execute("update lode.countries set name = 'Japon' where id = 'country:JP'");
        database.execute(
                "update lode.leaf set body = overlay(body placing '!' from 60 for 1) where body like '%Rare earth mine%'");
        SERVER.asked();
        assertThat(rows.damaged()).isTrue();
        rows.repair();
        assertThat(SERVER.asked()).hasSize(1).first().asString().endsWith("/delta.jsonl");
        assertThat(rows.damaged()).isFalse();
        assertThat(database.fetchValue("select count(*) from lode.change_log where line = {0}", DSL.val(line)))
                .isEqualTo(1L);
    }

    @Test
    @Tag("thorough")
    void aKeptStateThatChangesIsTakenAgain() {
        assertTaken();
        database.execute("update lode.mirror_state set state = overlay(state placing '!' from 9 for 1)");
        assertThat(rows.damaged()).isTrue();
        assertTaken();
        assertThat(rows.damaged()).isFalse();
    }

    /** Damages the newest change of a record; returns the line that it was. */
    private String damagedLine() {
        String newest =
                "(seq, n) = (select seq, n from lode.change_log where id = 'project:mount-weld' order by seq desc limit 1)";
        String line = String.valueOf(database.fetchValue("select line from lode.change_log where " + newest));
        database.execute("update lode.change_log set line = overlay(line placing '!' from 60 for 1) where " + newest);
        return line;
    }

    @Test
    @Tag("thorough")
    void manyBytesThatFlipInWhatARepairFetches() {
        assertFlipsAreNotBelieved(MANY);
    }

    private void assertFlipsAreNotBelieved(int flips) {
        assertTaken();
        Random random = SEED.random("line");
        String line = damagedLine();
        SERVER.asked();
        rows.repair();
        String path = SERVER.asked().getFirst();
        byte[] good = Objects.requireNonNull(origin.files().get(path));
        int begin = new String(good, StandardCharsets.ISO_8859_1)
                .indexOf(new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        assertThat(begin).isPositive();
        assertThat(damagedLine()).isEqualTo(line);
        int length = line.getBytes(StandardCharsets.UTF_8).length;
        for (int flip = 0; flip < flips; flip++) {
            origin.files().put(path, flipped(good, begin + random.nextInt(length), random));
            assertThatThrownBy(rows::repair).as("flip %d, %s", flip, SEED).isInstanceOf(DatasetDamaged.class);
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

    /** The mirror looks and stays at its release, until the origin is in order. */
    private void assertKept(String problem) {
        follower.look();
        assertHolds(held, problem);
        assertTaken();
    }

    /** The origin is in order again, and the mirror takes all that it has. */
    private void assertTaken() {
        SERVER.fail(null);
        SERVER.serve(path -> origin.files().get(path));
        origin.files().clear();
        origin.files().putAll(sound);
        follower.look();
        assertHolds(origin.releases(), null);
    }

    private void assertHolds(int sequence, @Nullable String problem) {
        JsonNode known = known();
        assertThat(known.path("sequence").asInt()).isEqualTo(sequence);
        if (problem == null) {
            assertThat(known.path("problem").isNull()).as("%s", known).isTrue();
        } else {
            assertThat(problem()).isNotEmpty().contains(problem).doesNotContain("\n");
        }
        GraphQlTester.Response response = graphQl.document("{ release { sequence } projects { totalCount } }")
                .execute();
        response.path("release.sequence").entity(Integer.class).isEqualTo(sequence);
        response.path("projects.totalCount").entity(Integer.class).isEqualTo(2);
    }

    private String problem() {
        return known().path("problem").asString("");
    }

    private JsonNode known() {
        return Http.json(http.send("GET", "/.well-known/dataset-mirror.json"));
    }
}
