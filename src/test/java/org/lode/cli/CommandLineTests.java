package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.OriginRefused;
import org.lode.model.Failure.ReleaseNotFound;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Failure.Unavailable;
import org.lode.store.CommandDatabase;
import org.lode.store.Database.DatabaseSettings;
import org.lode.store.SmallDataset;
import org.lode.support.Bundled;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people type and what they read: one line for each failure, and an exit code that tells its kind. */
class CommandLineTests {
    private static final String WARNING = "projects.csv:2:id: project:cooljarloo (expected: a citation of the record)";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void releasesAreMadeAndProved() throws IOException {
        Path dataset = SmallDataset.in(folder.resolve("dataset")).folder();
        assertThat(run("validate", "--dataset", dataset)).isZero();
        assertThat(run("release", "--dataset", dataset, "--version", "2026.1.0", "--notes", "First."))
                .isZero();
        assertThat(run("verify", "--dataset", dataset)).isZero();
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("the tables are in order"),
                        line -> assertThat(line).isEqualTo("warning: " + WARNING),
                        line -> assertThat(line).isEqualTo("1 warning"),
                        line -> assertThat(line)
                                .startsWith("2026.1.0 (1): 31 records, 31 changes {NEW_SOURCE=31}, root "),
                        line -> assertThat(line).startsWith("2026.1.0 holds, root "));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    @Tag("thorough")
    void aCommandPrintsNothingElse() throws Exception {
        Path dataset = SmallDataset.in(folder.resolve("dataset")).folder();
        Path printed = folder.resolve("out");
        Path errors = folder.resolve("err");
        Process command = LodeProcess.program("validate", "--dataset", dataset.toString())
                .redirectOutput(printed.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(command.waitFor()).isZero();
        assertThat(printed).hasContent("the tables are in order\nwarning: " + WARNING + "\n1 warning\n");
        assertThat(errors).isEmptyFile();
    }

    @Test
    void problemsAreListedAndCounted() throws IOException {
        Path dataset = SmallDataset.in(folder.resolve("dataset"))
                .edit("projects.csv", ",ACTIVE,", ",BUSY,")
                .edit("sources.csv", ",en,", ",english,")
                .folder();
        assertThat(run("validate", "--dataset", dataset)).isEqualTo(1);
        assertThat(run("release", "--dataset", dataset, "--version", "2026.1.0"))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(6)
                .startsWith(
                        "projects.csv:3:status: project:mount-weld: BUSY (expected: one of ACTIVE, COMPLETED, WITHDRAWN, TRANSFERRED, UNKNOWN)",
                        "sources.csv:2:language: source:notice: english (expected: text like ^[a-z]{2}$)",
                        "lode: 2 problems in the tables");
    }

    @Test
    void aDamagedReleaseIsOneLine() throws IOException {
        SmallDataset dataset = SmallDataset.in(folder.resolve("dataset"));
        run("release", "--dataset", dataset.folder(), "--version", "2026.1.0");
        dataset.edit("releases/2026.1.0/delta.jsonl", "Mount Weld", "Mount Wald");
        assertThat(run("verify", "--dataset", dataset.folder())).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("lode: releases/2026.1.0/delta.jsonl: the SHA-256 of the file is ");
    }

    @Test
    void aReleaseIsWithdrawnOnceAndStays() throws IOException {
        Path dataset = SmallDataset.in(folder.resolve("dataset")).folder();
        run("release", "--dataset", dataset, "--version", "2026.1.0", "--published-at", "2026-01-01T00:00:00Z");
        assertThat(run("withdraw", "2026.1.1", "--dataset", dataset, "--reason", "Wrong."))
                .isEqualTo(2);
        assertThat(run("withdraw", "2026.1.0", "--dataset", dataset, "--reason", " "))
                .isEqualTo(2);
        assertThat(run("withdraw", "2026.1.0", "--dataset", dataset, "--reason", "A.", "--superseded-by", "2026.1.0"))
                .isEqualTo(2);
        assertThat(run("withdraw", "2026.1.0", "--dataset", dataset, "--reason", "Wrong."))
                .isZero();
        assertThat(run("withdraw", "2026.1.0", "--dataset", dataset, "--reason", "Wrong."))
                .isEqualTo(2);
        assertThat(run("release", "--dataset", dataset, "--version", "2026.1.1", "--allow-empty"))
                .isZero();
        assertThat(run("verify", "--dataset", dataset)).isZero();
        assertThat(dataset.resolve("releases/state.json")).content().contains("\"notices\":{\"bytes\":", "2026.1.1");
        assertThat(err.toString().lines())
                .containsExactly(
                        "lode: VERSION: 2026.1.1 (expected: one of 2026.1.0)",
                        "lode: --reason: (expected: why, in words for everybody)",
                        "lode: --superseded-by: 2026.1.0 (expected: another release than the one that is withdrawn)",
                        "lode: VERSION: 2026.1.0 (expected: a release that is not withdrawn; it was, by notice 1)");
        assertThat(out.toString()).contains("2026.1.0 is withdrawn by notice 1");
    }

    @Test
    void keysAreMadeAndVouchedFor() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        assertThat(run("keygen", "--out", first)).isZero();
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("key [0-9a-f]{16}"),
                        line -> assertThat(line).startsWith(first + "  the private key"),
                        line -> assertThat(line).startsWith(first + ".pub  the public key"),
                        line -> assertThat(line).startsWith(first + ".keys.json  the ring"));
        assertThat(run("keygen", "--out", second, "--signed-by", first, "--json"))
                .isZero();
        assertThat(out.toString().lines().toList().getLast())
                .matches("\\{\"keyId\":\"[0-9a-f]{16}\",\"keys\":.*\"privateKey\":\".*second\",\"publicKey\":.*");
        assertThat(second.resolveSibling("second.keys.json")).content().contains("\"signedBy\":null");
        assertThat(run("keygen", "--out", first)).isEqualTo(3);
        assertThat(err.toString().strip())
                .isEqualTo("lode: " + first + " is there already (expected: a name that is free)");
        assertThat(out.toString() + err)
                .doesNotContain(Files.readAllLines(first).get(1));
    }

    @Test
    void oneRecordIsProvedFromFilesAlone() throws IOException {
        Path dataset = Path.of("dataset");
        assertThat(run("proof", "project:lofdal", "--dataset", dataset, "--at", "2026.11.2", "--json"))
                .isZero();
        assertThat(run("proof", "project:lofdal", "--type", "Project")).isZero();
        List<String> lines = out.toString().lines().toList();
        JsonNode json = JsonMapper.shared().readTree(lines.getFirst());
        assertThat(json.path("release").path("version").asString()).isEqualTo("2026.11.2");
        assertThat(json.path("steps").size()).isGreaterThanOrEqualTo(8);
        assertThat(lines.get(1))
                .isEqualTo("Project project:lofdal in release %s (%d)".formatted(Bundled.VERSION, Bundled.NEWEST));
        assertThat(lines.getLast()).isEqualTo("root   " + Bundled.ROOT);
        assertThat(json.path("root").asString()).isEqualTo(root(dataset.resolve("releases/2026.11.2/manifest.json")));
    }

    @Test
    void whatTwoReleasesDifferInIsSaid() {
        assertThat(run("diff", "2026.11.2", "2026.11.3", "--dataset", "dataset"))
                .isZero();
        assertThat(run("diff", "2026.11.3", "2026.11.2", "--json")).isZero();
        List<String> lines = out.toString().lines().toList();
        // As the changelog of the release has it: nothing changed twice within one release.
        assertThat(lines.stream().filter(line -> line.startsWith("ADD "))).hasSize(851);
        assertThat(lines.stream().filter(line -> line.startsWith("MOD "))).hasSize(214);
        assertThat(lines)
                .anyMatch(line -> line.matches("Project: \\d+ added, \\d+ modified, 0 removed, 0 merged, \\d+ in all"));
        JsonNode back = JsonMapper.shared().readTree(lines.getLast());
        assertThat(back.path("changes")
                        .valueStream()
                        .filter(change -> change.path("op").asString().equals("DEL")))
                .hasSize(851);
        assertThat(back.path("changes")
                        .valueStream()
                        .filter(change -> change.path("op").asString().equals("MOD")))
                .hasSize(214)
                .allMatch(change -> !change.path("changed").isEmpty())
                .allSatisfy(change -> assertThat(change.path("fields").values())
                        .isNotEmpty()
                        .noneMatch(field -> field.path("before").equals(field.path("after"))));
    }

    @Test
    void valuesAndReasonsOfADifferenceAreShown() throws IOException {
        SmallDataset dataset = SmallDataset.in(folder.resolve("dataset"));
        run(
                "release",
                "--dataset",
                dataset.folder(),
                "--version",
                "2026.1.0",
                "--published-at",
                "2026-01-01T00:00:00Z");
        dataset.edit("projects.csv", "Rare earth mine.", "The rare earth mine.")
                .append("reasons.csv", "project:mount-weld,CORRECTION,It is one.")
                .append("sources.csv", "source:other,,Other,,,en,REPORT,PRIMARY,false");
        run(
                "release",
                "--dataset",
                dataset.folder(),
                "--version",
                "2026.1.1",
                "--published-at",
                "2026-01-02T00:00:00Z");
        out.getBuffer().setLength(0);
        assertThat(run("diff", "2026.1.0", "2026.1.1", "--dataset", dataset.folder()))
                .isZero();
        assertThat(out.toString()).contains("""
                        MOD   Project project:mount-weld (CORRECTION): It is one.
                                summary: "Rare earth mine." -> "The rare earth mine."
                        ADD   Source source:other (NEW_SOURCE)
                        """, "\n        title: nothing -> \"Other\"\n");
        out.getBuffer().setLength(0);
        assertThat(run("diff", "2026.1.1", "2026.1.0", "--dataset", dataset.folder(), "--json"))
                .isZero();
        JsonNode change =
                JsonMapper.shared().readTree(out.toString()).path("changes").path(0);
        assertThat(change.path("reason").asString()).isEqualTo("CORRECTION");
        assertThat(change.path("note").asString()).isEqualTo("It is one.");
        assertThat(change.path("fields"))
                .hasToString(
                        "[{\"after\":\"Rare earth mine.\",\"before\":\"The rare earth mine.\",\"path\":\"summary\"}]");
    }

    @Test
    void aReleaseIsNotPublishedInTheFuture() throws IOException {
        Path dataset = SmallDataset.in(folder.resolve("dataset")).folder();
        Instant later = Instant.now().plus(Duration.ofHours(1));
        assertThat(run("release", "--dataset", dataset, "--version", "2026.1.0", "--published-at", later))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "lode: --published-at: %s (expected: an instant that is not in the future".formatted(later));
        assertThat(dataset.resolve("releases")).doesNotExist();
        // A clock that is a minute slow.
        assertThat(run(
                        "release",
                        "--dataset",
                        dataset,
                        "--version",
                        "2026.1.0",
                        "--published-at",
                        Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS)))
                .isZero();
    }

    @Test
    void argumentsThatAreNotTakenAreNamed() {
        assertThat(run("mirror", "--once", "extra")).isEqualTo(2);
        assertThat(run("verify", "junk")).isEqualTo(2);
        assertThat(run("serve", "junk")).isEqualTo(2);
        assertThat(run("validate", "--dataset", folder, "junk")).isEqualTo(2);
        assertThat(run("verify", "--dataset", folder, "--repair")).isEqualTo(2);
        assertThat(run("verify", "--repare")).isEqualTo(2);
        assertThat(run("validat")).isEqualTo(2);
        assertThat(run("everything")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "lode: extra: no such argument (expected: settings, like --lode.data-dir=FOLDER)",
                        "lode: junk: no such argument (expected: settings, like --lode.data-dir=FOLDER)",
                        "lode: junk: no such argument (expected: settings, like --lode.data-dir=FOLDER)",
                        "lode: junk: no such argument (expected: no more than lode validate --help says)",
                        "lode: --dataset: %s (expected: neither --repair nor settings beside it: only files are proved)"
                                .formatted(folder),
                        "lode: --repare: no such option (expected: --repair?)",
                        "lode: validat: no such command (expected: validate?)",
                        "lode: everything: no such command (expected: one that lode --help lists)");
    }

    /** One table for all commands; an origin that is not believed has a code of its own, whatever is wrong with it. */
    @Test
    void everyKindOfFailureHasOneExitCode() {
        assertThat(ExitCode.of(new DatasetDamaged("x")).number()).isEqualTo(1);
        assertThat(ExitCode.of(new BadInput("x", 1, "2")).number()).isEqualTo(2);
        assertThat(ExitCode.of(new ReleaseNotFound("x", "y")).number()).isEqualTo(2);
        assertThat(ExitCode.of(new StartFailed("x")).number()).isEqualTo(3);
        assertThat(ExitCode.of(new Unavailable("x")).number()).isEqualTo(3);
        assertThat(ExitCode.of(new IllegalStateException()).number()).isEqualTo(3);
        assertThat(ExitCode.of(new OriginRefused("x")).number()).isEqualTo(4);
        assertThat(run("--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains(Arrays.stream(ExitCode.values())
                        .map(code -> " %d %s".formatted(code.number(), code.meaning()))
                        .toList());
    }

    @Test
    void recordsAndReleasesThatAreNotAreNamed() {
        assertThat(run("proof", "project:nowhere")).isEqualTo(2);
        assertThat(run("proof", "project:lofdal", "--type", "Office")).isEqualTo(2);
        assertThat(run("proof", "project:lofdal", "--at", "2020.1.0")).isEqualTo(2);
        assertThat(run("diff", "2026.11.0", "later")).isEqualTo(2);
        assertThat(run("diff", "2026.11.0")).isEqualTo(2);
        assertThat(run("proof", "project:lofdal", "--dataset", folder)).isEqualTo(3);
        assertThat(err.toString().lines())
                .hasSize(6)
                .allSatisfy(line -> assertThat(line).startsWith("lode: ").contains("expected: "));
    }

    private static String root(Path manifest) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readAllBytes(manifest))
                .path("root")
                .asString();
    }

    @Test
    void misuseIsOneLine() {
        assertThat(run("prove")).isEqualTo(2);
        assertThat(run("validate")).isEqualTo(2);
        assertThat(run("release", "--dataset", folder, "--version", "2026.1.0", "--published-at", "noon"))
                .isEqualTo(2);
        assertThat(run("validate", "--dataset", folder)).isEqualTo(3);
        assertThat(run("verify", "--dataset", folder)).isEqualTo(3);
        assertThat(err.toString().lines())
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).startsWith("lode: ").contains("expected: "));
    }

    @Test
    void helpAndVersionAreGiven() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("serve", "release", "validate", "verify", "proof", "diff", "Exit codes:", "  3  ");
        assertThat(run("release", "--help")).isZero();
        assertThat(out.toString()).contains("--published-at");
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains(", schema 1.");
    }

    @Test
    @Tag("thorough")
    void aDatabaseIsProvedAndRepaired() throws Exception {
        Path data = FreshDataFolder.filled();
        try (LodeProcess lode = LodeProcess.start(data)) {
            lode.awaitAnswer();
            assertThat(run("verify", "--lode.data-dir=" + data))
                    .as("%s", err.toString())
                    .isZero();
            assertThat(out.toString()).contains("2026.11.0 holds, root ", "2026.11.3 holds, root ");
            damage(data);
            assertThat(run("verify", "--lode.data-dir=" + data, "--json")).isEqualTo(1);
            assertThat(out.toString()).contains("\"table\":\"projects\"", "\"holds\":false");
        }
        assertThat(run("verify", "--lode.data-dir=" + data)).isEqualTo(1);
        assertThat(err.toString()).contains("projects project:lofdal/2: name: \"Another\" (expected: \"Lofdal\")");
        assertThat(run("verify", "--repair", "--lode.data-dir=" + data)).isZero();
        assertThat(run("verify", "--lode.data-dir=" + data)).isZero();
        FreshDataFolder.delete(data);
    }

    private static void damage(Path data) throws SQLException {
        DatabaseSettings settings = new DatabaseSettings(
                data.toString(), new DatabaseSettings.External("", "", "", List.of(), Duration.ofSeconds(1)));
        try (CommandDatabase database = CommandDatabase.existing(settings);
                Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update projects set name = 'Another' where id = 'project:lofdal'");
        }
    }

    @Test
    void theServerIsMeantWhenNoCommandIsNamed() {
        assertThat(Commands.withCommand()).containsExactly("serve", "--");
        assertThat(Commands.withCommand("--server.port=1")).containsExactly("serve", "--", "--server.port=1");
        assertThat(Commands.withCommand("serve", "--a=b")).containsExactly("serve", "--", "--a=b");
        assertThat(Commands.withCommand("serve", "--help")).containsExactly("serve", "--help");
        assertThat(Commands.withCommand("--server.port=1", "-h")).containsExactly("serve", "--help");
        assertThat(Commands.withCommand("--help")).containsExactly("--help");
        assertThat(Commands.withCommand("verify", "--dataset", "x")).containsExactly("verify", "--dataset", "x");
        assertThat(Commands.withCommand("verify", "--lode.data-dir=x", "--repair"))
                .containsExactly("verify", "--repair", "--", "--lode.data-dir=x");
    }

    private int run(Object... args) {
        String[] typed = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        return Commands.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Commands.withCommand(typed));
    }
}
