package org.lode.author;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a CSV file, and the flaws of its encoding.
 *
 * @param lines none when a flaw cannot be repaired
 */
record CsvText(List<Line> lines, List<Flaw> flaws) {
    static final String EXPECTED =
            "UTF-8 without a byte order mark, lines ended by a line feed alone, CSV as RFC 4180 has it";

    private static final char MARK = '\uFEFF';

    /** The cells of one line; {@code number} is that of the line where it begins, from 1. */
    record Line(int number, List<String> cells) {}

    /** A flaw that a spreadsheet program makes; {@code mendable} when the text is certain in spite of it. */
    record Flaw(int line, String what, boolean mendable) {}

    static CsvText read(byte[] bytes) {
        List<Flaw> flaws = new ArrayList<>();
        CharBuffer decoded = CharBuffer.allocate(bytes.length + 1);
        CoderResult result =
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), decoded, /* endOfInput= */ true);
        String text = decoded.flip().toString();
        if (result.isError()) {
            flaws.add(new Flaw(line(text, text.length()), "bytes that are no UTF-8", /* mendable= */ false));
            // The other flaws are in ASCII, which any of these charsets keeps.
            text = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        text = mended(text, flaws);
        List<Line> lines = List.of();
        if (flaws.stream().allMatch(Flaw::mendable)) {
            try {
                lines = lines(text);
            } catch (CsvParseException e) {
                flaws.add(new Flaw(1, String.valueOf(e.getMessage()), /* mendable= */ false));
            }
        }
        return new CsvText(lines, List.copyOf(flaws));
    }

    /** One problem for all flaws; null when there are none. */
    @Nullable
    Problem problem(String file) {
        if (flaws.isEmpty()) {
            return null;
        }
        boolean mendable = flaws.stream().allMatch(Flaw::mendable);
        return Problem.ofFile(
                file,
                flaws.stream().mapToInt(Flaw::line).min().orElse(1),
                "row",
                flaws.stream().map(Flaw::what).collect(Collectors.joining(", ")),
                EXPECTED + (mendable ? "; lode format mends it" : "; a spreadsheet program saves files so"));
    }

    /** The problem of a header that does not have these columns. */
    Optional<Problem> otherHeader(String file, List<String> columns) {
        List<String> header = lines.isEmpty() ? List.of() : lines.getFirst().cells();
        return header.equals(columns)
                ? Optional.empty()
                : Optional.of(Problem.ofFile(file, 1, "header", String.join(",", header), String.join(",", columns)));
    }

    /** The lines as CSV, with quotation marks only where they are needed. */
    static String write(List<List<String>> lines) {
        return lines.stream()
                .map(line -> line.stream().map(CsvText::cell).collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining());
    }

    private static String cell(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String mended(String read, List<Flaw> flaws) {
        String text = read;
        if (!text.isEmpty() && text.charAt(0) == MARK) {
            flaws.add(new Flaw(1, "a byte order mark", /* mendable= */ true));
            text = text.substring(1);
        }
        int carriage = text.indexOf('\r');
        if (carriage >= 0) {
            String fed = text.replace("\r\n", "\n");
            flaws.add(new Flaw(line(text, carriage), "carriage returns", fed.indexOf('\r') < 0));
            text = fed;
        }
        int end = text.indexOf('\n');
        String header = end < 0 ? text : text.substring(0, end);
        if (header.indexOf(';') >= 0 && header.indexOf(',') < 0) {
            flaws.add(new Flaw(1, "semicolons between cells", /* mendable= */ false));
        }
        int quote = loneQuote(text);
        if (quote >= 0) {
            flaws.add(new Flaw(line(text, quote), "a quotation mark without its partner", /* mendable= */ false));
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            flaws.add(new Flaw(line(text, text.length()), "no line feed at the end", /* mendable= */ true));
            text += "\n";
        }
        return text;
    }

    /** The index of the first quotation mark that neither opens nor closes a cell, or that is not closed; -1 for none. */
    private static int loneQuote(String text) {
        int opened = -1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '"') {
                continue;
            }
            char before = i == 0 ? '\n' : text.charAt(i - 1);
            char after = i + 1 == text.length() ? '\n' : text.charAt(i + 1);
            if (opened < 0) {
                if (before != ',' && before != '\n') {
                    return i;
                }
                opened = i;
            } else if (after == '"') {
                i++;
            } else if (after == ',' || after == '\n') {
                opened = -1;
            } else {
                return opened;
            }
        }
        return opened;
    }

    private static int line(String text, int end) {
        return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }

    private static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        CsvReader.builder()
                .skipEmptyLines(false)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(false)
                .ofCsvRecord(text)
                .forEach(line -> lines.add(new Line((int) line.getStartingLineNumber(), line.getFields())));
        return lines;
    }
}
