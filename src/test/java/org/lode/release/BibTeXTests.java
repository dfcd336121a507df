package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lode.release.Dataset.BibTeX;

/** Entries are read back as they were written, whatever is in them. */
class BibTeXTests {

    @Test
    void whatMeansSomethingToBibTeXIsEscaped() {
        String entry = new BibTeX("lode-1")
                .text("title", "50 % of {Dy} & \"Tb\" # a_b $ ~ ^ \\ from \u91d1\u5c5e \u00e9\nnext")
                .plain("year", 2026)
                .entry();
        assertThat(entry).startsWith("@misc{lode-1,\n").endsWith("\n}\n");
        assertThat(fields(entry))
                .containsExactly(
                        Map.entry(
                                "title",
                                "{50 \\% of \\textbraceleft{}Dy\\textbraceright{} \\& \\textquotedbl{}Tb\\textquotedbl{}"
                                        + " \\# a\\_b \\$ \\textasciitilde{} \\textasciicircum{} \\textbackslash{} from \u91d1\u5c5e \u00e9 next}"),
                        Map.entry("year", "2026"));
    }

    /** The fields of an entry, found as BibTeX does: by its braces. */
    private static Map<String, String> fields(String entry) {
        Map<String, String> fields = new LinkedHashMap<>();
        int at = entry.indexOf(',') + 1;
        while (entry.indexOf('=', at) >= 0) {
            String name = entry.substring(at, entry.indexOf('=', at)).strip();
            int start = entry.indexOf('{', at);
            int end = start;
            int open = 0;
            do {
                open += entry.charAt(end) == '{' ? 1 : entry.charAt(end) == '}' ? -1 : 0;
                end++;
            } while (open > 0);
            fields.put(name, entry.substring(start + 1, end - 1));
            at = end + 1;
        }
        assertThat(entry.substring(at).strip()).isEqualTo("}");
        return fields;
    }
}
