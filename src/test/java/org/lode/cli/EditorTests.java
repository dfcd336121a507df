package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.store.SmallDataset;

/** The commands that editors use on the tables, and the example that shows them together. */
class EditorTests {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");
    private static final String SINCE = "2026.12.1";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private SmallDataset small;
    private Path dataset;

    @BeforeEach
    void firstRelease() throws IOException {
        small = SmallDataset.in(folder.resolve("dataset"));
        dataset = small.folder();
        run("release", "--dataset", dataset, "--version", SINCE, "--published-at", "2026-11-01T00:00:00Z");
        clear();
    }

    @Test
    void theExampleOfContributingLeadsFromNothingToARelease() throws IOException {
        String block = Document.of(Path.of("CONTRIBUTING.md")).blocks("sh").stream()
                .map(Document.Block::text)
                .filter(text -> text.contains("lode add project "))
                .findFirst()
                .orElseThrow();
        List<String> said = new ArrayList<>();
        for (String line : block.replace("\\\n", " ").lines().toList()) {
            if (line.startsWith("lode ")) {
                assertThat(run(words(line.replace("/tmp/draft", dataset.toString()))))
                        .as("%s%n%s", line, err)
                        .isZero();
                said.addAll(out.toString().lines().toList());
                clear();
            }
        }
        assertThat(said)
                .contains(
                        "projects.csv, line 2, the first row:",
                        "project:big-hill,Big Hill,country:AU,Western Australia,,,REGION,GRASSROOTS_EXPLORATION,ACTIVE,,2026-11-20,,,org:jogmec,org:example-mining,Search for neodymium with Example Mining.,",
                        "citations.csv, line 7, after citation:production:",
                        "citation:project-big-hill-01,project:big-hill,,source:example-mining-2026-big-hill-joint-venture,,JOGMEC joins the search at Big Hill,SUPPORTS,false,SOURCE_SEEN,HIGH",
                        "deal:big-hill-earn-in,2026-11-20-agreement-signed,2026-11-20,AGREEMENT_SIGNED,,,,,,,,,JOGMEC and Example Mining sign.",
                        "the tables are in their form",
                        "the tables are in order",
                        "warning: projects.csv:3:id: project:cooljarloo (expected: a citation of the record)",
                        "Citation: 6 added {NEW_SOURCE=6}, 0 changed, 0 removed, 0 merged",
                        "Deal: 1 added {NEW_SOURCE=1}, 0 changed, 0 removed, 0 merged",
                        "Investment: 1 added {NEW_SOURCE=1}, 0 changed, 0 removed, 0 merged",
                        "Organization: 1 added {NEW_SOURCE=1}, 0 changed, 0 removed, 0 merged",
                        "Project: 1 added {NEW_SOURCE=1}, 0 changed, 0 removed, 0 merged",
                        "Source: 1 added {NEW_SOURCE=1}, 0 changed, 0 removed, 0 merged")
                .anySatisfy(
                        line -> assertThat(line).startsWith("2099.1.0 (2): 42 records, 11 changes {NEW_SOURCE=11}, "))
                .anySatisfy(line -> assertThat(line).startsWith("2099.1.0 holds, root "));
        assertThat(dataset.resolve("releases/2099.1.0/delta.jsonl"))
                .content()
                .contains(
                        "\"investment:big-hill-exploration-funding-2026\"",
                        "\"deal:big-hill-earn-in\"",
                        "\"citation:deal-big-hill-earn-in-02\"");
    }

    @Test
    void aRowIsPrintedAndNothingIsWritten() throws IOException {
        String before = Files.readString(dataset.resolve("deals.csv"));
        assertThat(run(
                        "add",
                        "deal",
                        "name=Ümlaut & Söhne (2024)",
                        "--source",
                        "source:notice",
                        "--asserted",
                        "a deal, of two",
                        "--dataset",
                        dataset,
                        "--contradicts",
                        "--recalled",
                        "--joint",
                        "--locator",
                        "page 2",
                        "--field",
                        "name"))
                .isZero();
        assertThat(out.toString()).isEqualTo("""
                        deals.csv, line 3, after deal:lynas:
                        deal:umlaut-sohne,Ümlaut & Söhne (2024),,,
                        citations.csv, line 2, the first row:
                        citation:deal-umlaut-sohne-01,deal:umlaut-sohne,name,source:notice,page 2,"a deal, of two",CONTRADICTS,true,RECALLED,LOW
                        """);
        assertThat(dataset.resolve("deals.csv")).hasContent(before);
    }

    @Test
    void idsAreNeverGivenTwice() throws IOException {
        small.remove("projects.csv", "project:cooljarloo,").append("reasons.csv", "project:cooljarloo,RETRACTION,");
        run("release", "--dataset", dataset, "--version", "2026.12.2", "--published-at", "2026-11-02T00:00:00Z");
        for (String name : List.of("Cooljarloo", "Mount Weld")) {
            assertThat(run(
                            "add",
                            "project",
                            "name=" + name,
                            "country_id=country:AU",
                            "location_accuracy=COUNTRY",
                            "stage=RESEARCH",
                            "status=UNKNOWN",
                            "agency_id=org:jogmec",
                            "summary=Another.",
                            "--source",
                            "source:notice",
                            "--asserted",
                            "x",
                            "--dataset",
                            dataset))
                    .isZero();
        }
        assertThat(out.toString()).contains("\nproject:cooljarloo-2,", "\nproject:mount-weld-2,");
        assertThat(run(
                        "add",
                        "deal",
                        "id=deal:lynas",
                        "name=L",
                        "--source",
                        "source:notice",
                        "--asserted",
                        "x",
                        "--dataset",
                        dataset))
                .isEqualTo(2);
        assertThat(err.toString()).contains("lode: id: deal:lynas (expected: one that was never used)");
    }

    @Test
    void whatCannotBeAddedIsOneLine() {
        List<String> source = List.of("--source", "source:notice", "--asserted", "x");
        refused("KIND: thing (expected: one of organization, organization_name, office, ", List.of("thing"), List.of());
        refused(
                "COLUMN: title (expected: one of id, name, project_id, country_id, notes)",
                List.of("deal", "title=x"),
                source);
        refused("COLUMN=VALUE: name (expected: a column, =, and its value)", List.of("deal", "name"), source);
        refused("name: empty (expected: a value)", List.of("deal", "id=deal:x"), source);
        refused(
                "project_id: project:none (expected: the id of a record; add it first)",
                List.of("deal", "name=x", "project_id=project:none"),
                source);
        refused(
                "--source: empty (expected: the source that states it, with --asserted)",
                List.of("deal", "name=x"),
                List.of());
        refused(
                "--source: source:none (expected: the id of a source; add it first)",
                List.of("deal", "name=x"),
                List.of("--source", "source:none", "--asserted", "x"));
        refused(
                "--asserted: empty (expected: what the source states, in your words)",
                List.of("deal", "name=x"),
                List.of("--source", "source:notice"));
        refused("id: empty (expected: an id, or a text in Latin letters in name)", List.of("deal", "name=日本"), source);
        refused(
                "confidence: SURE (expected: one of HIGH, MEDIUM, LOW)",
                List.of("deal", "name=x", "--confidence", "SURE"),
                source);
        refused(
                "mineral_id: project:mount-weld, mineral:neodymium (expected: one that was never used)",
                List.of("project_mineral", "project_id=project:mount-weld", "mineral_id=mineral:neodymium"),
                List.of());
    }

    private void refused(String expected, List<String> row, List<String> source) {
        clear();
        List<Object> typed = new ArrayList<>(List.of("add", "--dataset", dataset));
        typed.addAll(row);
        typed.addAll(source);
        assertThat(run(typed.toArray())).as(expected).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("lode: " + expected);
    }

    @Test
    void reasonsAreCheckedBeforeARelease() throws IOException {
        small.edit("projects.csv", "Rare earth mine.", "The rare earth mine.")
                .remove("deal_parties.csv", "org:jogmec")
                .remove("citations.csv", "citation:stake")
                .edit("project_participants.csv", "OPERATOR,100", "OPERATOR,")
                .append("reasons.csv", "org:lynas,CORRECTION,")
                .append("reasons.csv", "deal:lynas,WHIM,");
        assertThat(run("validate", "--dataset", dataset)).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "reasons.csv:2:id: org:lynas (expected: the id of a record that this release changes)",
                        "reasons.csv:3:reason: deal:lynas: WHIM (expected: one of [SOURCE_UPDATE, NEW_SOURCE, CORRECTION, METHOD_CHANGE, DEDUPLICATION, RETRACTION, SCHEMA_CHANGE])",
                        "reasons.csv:4:id: citation:stake (expected: a redirect to the record that stands for it, or a row with RETRACTION or DEDUPLICATION)",
                        "reasons.csv:4:id: deal:lynas (expected: a row with the reason for its change in parties)",
                        "reasons.csv:4:id: project:mount-weld (expected: a row with the reason for its change in participants, summary)",
                        "lode: 5 problems in the tables");
    }

    @Test
    void changesSinceAReleaseAreCountedWithTheirReasons() throws IOException {
        small.edit("deals.csv", ",Lynas,", ",Lynas loan,").append("reasons.csv", "deal:lynas,SOURCE_UPDATE,");
        run("release", "--dataset", dataset, "--version", "2026.12.2", "--published-at", "2026-11-02T00:00:00Z");
        small.edit("projects.csv", "Rare earth mine.", "The rare earth mine.")
                .append("reasons.csv", "project:mount-weld,CORRECTION,")
                .remove("projects.csv", "project:cooljarloo,")
                .append("reasons.csv", "project:cooljarloo,RETRACTION,")
                .append("sources.csv", "source:other,https://example.org/other,Other,,,en,REPORT,PRIMARY,false");
        clear();
        assertThat(run("validate", "--dataset", dataset, "--since", SINCE)).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "the tables are in order",
                        "warning: sources.csv:3:id: source:other (expected: a citation that names the source)",
                        "1 warning",
                        "Deal: 0 added, 1 changed {SOURCE_UPDATE=1}, 0 removed, 0 merged",
                        "Project: 0 added, 1 changed {CORRECTION=1}, 1 removed {RETRACTION=1}, 0 merged",
                        "Source: 1 added {NEW_SOURCE=1}, 0 changed, 0 removed, 0 merged");
        clear();
        assertThat(run("validate", "--dataset", dataset, "--since", "2026.12.2"))
                .isZero();
        assertThat(out.toString()).doesNotContain("Deal:");
        assertThat(run("validate", "--dataset", dataset, "--since", "2020.1.0")).isEqualTo(2);
        assertThat(err.toString()).contains("2020.1.0", "one of 2026.12.1, 2026.12.2");
    }

    @Test
    void tablesAreFormattedOrRefused() throws IOException {
        small.edit("deals.csv", "deal:lynas,Lynas,", "deal:lynas,\"Lynas\",");
        assertThat(run("format", "--dataset", dataset)).isZero();
        assertThat(run("format", "--dataset", dataset)).isZero();
        assertThat(out.toString()).isEqualTo("deals.csv is put in order\nthe tables are in their form\n");
        small.edit("deals.csv", "deal:lynas,Lynas,", "deal:lynas,Ly\"nas,");
        assertThat(run("format", "--dataset", dataset)).isEqualTo(1);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("deals.csv:2:row: a quotation mark without its partner (expected: "),
                        line -> assertThat(line).isEqualTo("lode: 1 problem in the tables"));
    }

    @Test
    void factsAreDrawnByLot() {
        assertThat(run("sample", "--dataset", dataset, "--seed", 5)).isZero();
        String all = out.toString();
        assertThat(all.lines().filter(line -> !line.startsWith(" "))).hasSize(14);
        assertThat(all).contains("""
                        investment:lynas-loan amount
                            amount: 225000000
                          SUPPORTS, HIGH, SOURCE_SEEN: 225 million
                            Notice, JOGMEC, 2011-03-30, https://example.org/notice
                        """, """
                        project:mount-weld location
                            latitude: -28.9; longitude: 122.5
                          CONTRADICTS, MEDIUM, SOURCE_SEEN: about 29 S
                        """, """
                        deal:lynas events[2011-03-30-agreement-signed]
                            key: 2011-03-30-agreement-signed; date: 2011-03-30; type: AGREEMENT_SIGNED;""", """
                        mineral:neodymium (whole record)
                            name: Neodymium; symbol: Nd;""");
        clear();
        run("sample", "--dataset", dataset, "--seed", 5);
        assertThat(out).hasToString(all);
        clear();
        run("sample", "--dataset", dataset, "--seed", 6);
        assertThat(out.toString()).isNotEqualTo(all);
        clear();
        run("sample", "--dataset", dataset, "--seed", 5, "--count", 1, "--type", "Investment");
        assertThat(out.toString().lines().filter(line -> !line.startsWith(" ")))
                .singleElement()
                .asString()
                .startsWith("investment:");
        assertThat(run("sample", "--dataset", dataset, "--seed", 5, "--type", "Thing"))
                .isEqualTo(2);
        assertThat(run("sample", "--dataset", dataset, "--seed", 5, "--count", 0))
                .isEqualTo(2);
    }

    private Object[] words(String line) {
        Matcher words = WORD.matcher(line);
        List<String> found = new ArrayList<>();
        while (words.find()) {
            found.add(words.group().replace("\"", ""));
        }
        return found.subList(1, found.size()).toArray();
    }

    private void clear() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    private int run(Object... args) {
        String[] typed = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        return Commands.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Commands.withCommand(typed));
    }
}
