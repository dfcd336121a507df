package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.store.SmallDataset;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What programs read of every command: one JSON object, which has an error if, and only if, the exit code is not 0. */
class JsonOutputTests {
    private static final String GONE = "project:cooljarloo";

    @TempDir
    private Path folder;

    private SmallDataset small;
    private Path dataset;

    @BeforeEach
    void draft() throws IOException {
        small = SmallDataset.in(folder.resolve("dataset"));
        dataset = small.folder();
    }

    @Test
    void everyCommandHasTheOption() {
        assertThat(Commands.line().getSubcommands().values())
                .filteredOn(command -> !List.of("serve", "train").contains(command.getCommandName()))
                .hasSize(13)
                .allMatch(command -> command.getCommandSpec().findOption(JsonCommand.JSON) != null);
    }

    @Test
    void commandsOnTablesAnswer() {
        JsonNode valid = done("validate", "--dataset", dataset);
        assertThat(valid.path("problems")).isEmpty();
        assertThat(valid.path("warnings").path(0).path("file").asString()).isEqualTo("projects.csv");
        assertThat(done("format", "--dataset", dataset).path("changed")).isEmpty();
        JsonNode added = done(
                "add",
                "source",
                "title=A",
                "kind=REPORT",
                "tier=PRIMARY",
                "language=en",
                "copies_party_document=false",
                "--dataset",
                dataset);
        assertThat(added.path("written").asBoolean()).isFalse();
        assertThat(added.path("rows").path(0).path("row").asString()).startsWith("source:a,");
        JsonNode fact = done("sample", "--seed", 5, "--type", "Observation", "--dataset", dataset)
                .path("facts")
                .path(0);
        assertThat(fact.path("id").asString()).isEqualTo("observation:production");
        assertThat(fact.path("field").asString()).isEqualTo("value");
        assertThat(fact.path("statements").path(0).path("source").path("title").asString())
                .isEqualTo("Notice");
        JsonNode released = done("release", "--dataset", dataset, "--version", "2026.1.0");
        assertThat(released.path("sequence").asInt()).isEqualTo(1);
        assertThat(released.path("reasons").path("NEW_SOURCE").asInt()).isEqualTo(31);
        assertThat(done("verify", "--dataset", dataset).path("releases").path(0).path("root"))
                .isEqualTo(released.path("root"));
        assertThat(done("validate", "--since", "2026.1.0", "--dataset", dataset).path("changes"))
                .isEmpty();
        assertThat(done("proof", "deal:lynas", "--dataset", dataset).path("root"))
                .isEqualTo(released.path("root"));
        assertThat(done("diff", "2026.1.0", "2026.1.0", "--dataset", dataset).path("changes"))
                .isEmpty();
        JsonNode withdrawn = done("withdraw", "2026.1.0", "--reason", "Wrong.", "--dataset", dataset);
        assertThat(withdrawn.path("notice").asInt()).isEqualTo(1);
        assertThat(withdrawn.path("supersededBy").isNull()).isTrue();
        assertThat(done("keygen", "--out", folder.resolve("key"))
                        .path("publicKey")
                        .asString())
                .endsWith("key.pub");
        assertThat(done("settings").path("settings")).isNotEmpty();
    }

    @Test
    void commandsThatFailSayWhyInTheSameForm() throws IOException {
        small.edit("projects.csv", ",ACTIVE,", ",BUSY,");
        JsonNode invalid = failed(1, "DATASET_DAMAGED", "validate", "--dataset", dataset);
        assertThat(invalid.path("problems").path(0).path("value").asString()).isEqualTo("BUSY");
        assertThat(invalid.path("error").path("message").asString()).isEqualTo("1 problem in the tables");
        failed(1, "DATASET_DAMAGED", "release", "--version", "2026.1.0", "--dataset", dataset);
        small.edit("projects.csv", ",BUSY,", ",ACTIVE,");
        done("release", "--dataset", dataset, "--version", "2026.1.0");
        JsonNode missing = failed(2, "BAD_USER_INPUT", "withdraw", "2026.1.1", "--reason", "x", "--dataset", dataset);
        assertThat(missing.path("error").path("argument").asString()).isEqualTo("VERSION");
        assertThat(missing.path("error").path("expected").asString()).isEqualTo("one of 2026.1.0");
        failed(2, "RELEASE_NOT_FOUND", "diff", "2026.1.0", "later", "--dataset", dataset);
        failed(2, "BAD_USER_INPUT", "proof", "project:nowhere", "--dataset", dataset);
        failed(2, "BAD_USER_INPUT", "redact", GONE, "--reason", "x", "--dataset", dataset);
        failed(2, "BAD_USER_INPUT", "sample", "--seed", 1, "--count", 0, "--dataset", dataset);
        failed(2, "BAD_USER_INPUT", "add", "thing", "--dataset", dataset);
        failed(2, "BAD_USER_INPUT", "settings", "junk");
        failed(2, "BAD_USER_INPUT", "mirror", "--once", "--lode.orgin=x");
        failed(2, "BAD_USER_INPUT", "keygen");
        failed(2, "BAD_USER_INPUT", "validat");
        failed(3, "START_FAILED", "verify", "--lode.data-dir=" + folder);
        failed(3, "START_FAILED", "format", "--dataset", folder);
        small.edit("releases/2026.1.0/delta.jsonl", "Mount Weld", "Mount Wald");
        JsonNode damaged = failed(1, "DATASET_DAMAGED", "verify", "--dataset", dataset);
        assertThat(damaged.path("holds").asBoolean()).isFalse();
        assertThat(damaged.path("releases")).isEmpty();
        assertThat(damaged.path("problem")).isEqualTo(damaged.path("error").path("message"));
    }

    @Test
    void aRedactionIsTriedBeforeItIsMade() throws IOException {
        done("release", "--dataset", dataset, "--version", "2026.1.0", "--published-at", "2026-01-01T00:00:00Z");
        small.edit("deals.csv", "Lynas,project:mount-weld,,", "Lynas,project:mount-weld,,Not Cooljarloo.")
                .append("reasons.csv", "deal:lynas,CORRECTION,As project:cooljarloo has it.")
                .append(
                        "citations.csv",
                        "citation:whole-project,project:cooljarloo,,source:notice,,it exists,SUPPORTS,false,SOURCE_SEEN,HIGH");
        done("format", "--dataset", dataset);
        done("release", "--dataset", dataset, "--version", "2026.1.1", "--published-at", "2026-01-02T00:00:00Z");
        small.remove("projects.csv", GONE + ",")
                .remove("citations.csv", "citation:whole-project")
                .append("reasons.csv", GONE + ",RETRACTION,")
                .append("reasons.csv", "citation:whole-project,RETRACTION,");
        done(
                "release",
                "--dataset",
                dataset,
                "--version",
                "2026.1.2",
                "--published-at",
                "2026-01-03T00:00:00Z",
                "--notes",
                "Cooljarloo is gone.");
        Path queries = Files.createDirectory(folder.resolve("queries"));
        Files.writeString(
                queries.resolve("a.json"),
                "{\"query\":{\"document\":\"{ project(id: \\\"%s\\\") { id } }\"}}".formatted(GONE));
        Files.writeString(
                queries.resolve("b.json"),
                "{\"query\":{\"document\":\"{ project(id: \\\"project:mount-weld\\\") { id } }\"}}");

        String before = files();
        JsonNode tried =
                done("redact", GONE, "--reason", "x", "--citations", queries, "--dataset", dataset, "--dry-run");
        assertThat(files()).isEqualTo(before);
        assertThat(tried.path("dryRun").asBoolean()).isTrue();
        assertThat(tried.path("notice").isNull()).isTrue();
        assertThat(tried.path("versions").asInt()).isEqualTo(1);
        assertThat(tried.path("releases")).hasToString("[\"2026.1.0\",\"2026.1.2\"]");
        assertThat(tried.path("stillNamed").path("queries")).hasToString("[\"a.json\"]");
        assertThat(tried.path("stillNamed").path("notes")).hasToString("[\"2026.1.2\"]");
        assertThat(tried.path("stillNamed").path("records"))
                .hasToString(
                        "[{\"id\":\"citation:whole-project\",\"newest\":false,\"paths\":[\"subject_id\"],\"type\":\"Citation\",\"version\":\"2026.1.1\"},"
                                + "{\"id\":\"deal:lynas\",\"newest\":true,\"paths\":[\"note\",\"notes\"],\"type\":\"Deal\",\"version\":\"2026.1.1\"}]");

        JsonNode made = done("redact", GONE, "--reason", "x", "--citations", queries, "--dataset", dataset);
        assertThat(made.path("notice").asInt()).isEqualTo(1);
        assertThat(made.path("stillNamed")).isEqualTo(tried.path("stillNamed"));
        assertThat(files()).isNotEqualTo(before).contains("delta.r1.jsonl");
        failed(2, "BAD_USER_INPUT", "redact", GONE, "--reason", "x", "--dataset", dataset, "--dry-run");
    }

    private String files() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.walk(dataset)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(file).append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private static JsonNode done(Object... args) {
        JsonNode answer = answer(0, args);
        assertThat(answer.has("error")).isFalse();
        return answer;
    }

    private static JsonNode failed(int code, String word, Object... args) {
        JsonNode answer = answer(code, args);
        JsonNode error = answer.path("error");
        assertThat(error.path("code").asString()).isEqualTo(word);
        assertThat(error.path("exitCode").asInt()).isEqualTo(code);
        assertThat(error.path("message").asString()).isNotEmpty();
        return answer;
    }

    private static JsonNode answer(int code, Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] typed = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        String[] withJson = Arrays.copyOf(typed, typed.length + 1);
        withJson[typed.length] = JsonCommand.JSON;
        int ended = Commands.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Commands.withCommand(withJson));
        assertThat(ended).as("%s", out).isEqualTo(code);
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString().lines()).hasSize(1);
        return JsonMapper.shared().readTree(out.toString());
    }
}
