package org.lode.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.store.SmallDataset;
import org.springframework.util.FileSystemUtils;

/** What `format` changes, what it leaves, and what it refuses. */
class FormatterTests {
    /** An accented name in UTF-8, as bytes that {@link #contents} shows one by one. */
    private static final String ACCENTED =
            new String("Lyn\u00E1s Rare".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

    @TempDir
    private Path folder;

    @Test
    void theTablesOfThisRepositoryAreInTheirForm() throws IOException {
        Path copy = folder.resolve("copy");
        FileSystemUtils.copyRecursively(Path.of("dataset"), copy);
        assertThat(Formatter.format(copy)).isEqualTo(new Formatter.Outcome(List.of(), List.of()));
    }

    @Test
    void whatASpreadsheetDidIsMended() throws IOException {
        SmallDataset small = SmallDataset.in(folder);
        Map<String, String> before = contents();
        String table = Files.readString(folder.resolve("projects.csv"));
        String[] lines = table.split("\n");
        Files.writeString(
                folder.resolve("projects.csv"),
                "\uFEFF%s\r\n%s\r\n%s"
                        .formatted(lines[0], lines[2], lines[1].replace(",Cooljarloo,", ",\"Cooljarloo\",")));
        small.edit("organizations.csv", "Lynas Rare Earths", "Lyna\u0301s Rare Earths");
        assertThat(Formatter.format(folder).changed()).containsExactly("organizations.csv", "projects.csv");
        before.computeIfPresent("organizations.csv", (file, text) -> text.replace("Lynas Rare", ACCENTED));
        assertThat(contents()).isEqualTo(before);
        assertThat(Formatter.format(folder).changed()).isEmpty();
    }

    @Test
    void nothingIsDerivedAndNoSpaceIsLost() throws IOException {
        SmallDataset.in(folder)
                .edit("investments.csv", ",ANNOUNCED,1033,,fx:aud-2011,", ",ANNOUNCED,,,,")
                .edit("deals.csv", ",Lynas,", ", Lynas ,");
        Map<String, String> before = contents();
        assertThat(Formatter.format(folder).changed()).isEmpty();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void oneTableThatCannotBeReadStopsItAll() throws IOException {
        SmallDataset small = SmallDataset.in(folder).edit("deal_parties.csv", ",lender", ",lender,x");
        Files.write(
                folder.resolve("reasons.csv"), "id,reason,note\nn\u00E9,x,y\n".getBytes(StandardCharsets.ISO_8859_1));
        small.edit("sources.csv", "Notice,JOGMEC", "5\" Notice,JOGMEC")
                .edit("deals.csv", "id,name,", "id,title,")
                .edit("projects.csv", "project:cooljarloo", "project:zooljarloo");
        Files.delete(folder.resolve("fx_rates.csv"));
        Map<String, String> before = contents();
        Formatter.Outcome outcome = Formatter.format(folder);
        assertThat(outcome.changed()).isEmpty();
        assertThat(outcome.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "deals.csv:1:header: id,title,project_id,country_id,notes (expected: id,name,project_id,country_id,notes)",
                        "deal_parties.csv:2:row: 4 cells (expected: 3 cells)",
                        "fx_rates.csv:1:header: no such file (expected: id,currency,year,usd_per_unit,printed)",
                        "sources.csv:2:row: a quotation mark without its partner (expected: " + CsvText.EXPECTED
                                + "; a spreadsheet program saves files so)",
                        "reasons.csv:2:row: bytes that are no UTF-8 (expected: " + CsvText.EXPECTED
                                + "; a spreadsheet program saves files so)");
        assertThat(contents()).isEqualTo(before);
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }
}
