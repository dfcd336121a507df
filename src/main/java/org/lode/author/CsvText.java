package org.lode.author;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The cells of a CSV file, and the flaws of its encoding.
 *
 * @param lines none when a flaw cannot be repaired
 */
record CsvText(List<Line> lines, List<Flaw> flaws) {
    static final String EXPECTED =
            "UTF-8 without a byte order mark, lines ended by a line feed alone, CSV as RFC 4180 has it";

    /** A cell and what ends it. Possessive quantifiers match long cells without recursion. */
    private static final Pattern CELL = Pattern.compile("(?:\"[^\"]*+(?:\"\"[^\"]*+)*+\"|[^\",\n]*+)(?:[,\n]|\\z)");

    private static final CsvReader.CsvReaderBuilder READER = CsvReader.builder()
            .skipEmptyLines(false)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .allowExtraCharsAfterClosingQuote(false);

    /** The cells of one line; {@code number} is that of the line where it begins, from 1. */
    record Line(int number, List<String> cells) {}

    /** A flaw that a spreadsheet program makes; {@code repairable} when it leaves the text certain. */
    record Flaw(int line, String what, boolean repairable) {}

    static CsvText read(byte[] bytes) {
        List<Flaw> flaws = new ArrayList<>();
        CharBuffer decoded = CharBuffer.allocate(bytes.length + 1);
        CoderResult result =
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), decoded, /* endOfInput= */ true);
        String text = decoded.flip().toString();
        if (result.isError()) {
            flaws.add(new Flaw(line(text, text.length()), "bytes that are no UTF-8", /* repairable= */ false));
            // The other flaws are in ASCII, which both charsets read alike.
            text = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        text = repaired(text, flaws);
        List<Line> lines = List.of();
        if (flaws.stream().allMatch(Flaw::repairable)) {
            try {
                lines = READER.ofCsvRecord(text).stream()
                        .map(line -> new Line((int) line.getStartingLineNumber(), line.getFields()))
                        .toList();
            } catch (CsvParseException e) {
                flaws.add(new Flaw(1, String.valueOf(e.getMessage()), /* repairable= */ false));
            }
        }
        return new CsvText(lines, List.copyOf(flaws));
    }

    /** Returns one problem for all flaws; empty when there are none. */
    Optional<Problem> problem(String file) {
        boolean repairable = flaws.stream().allMatch(Flaw::repairable);
        String found = flaws.stream().map(Flaw::what).collect(Collectors.joining(", "));
        String expected = EXPECTED + (repairable ? "; lode format mends it" : "; a spreadsheet program saves files so");
        return flaws.stream()
                .min(Comparator.comparingInt(Flaw::line))
                .map(first -> Problem.ofFile(file, first.line(), "row", found, expected));
    }

    /** Returns the problem of a header that does not have these columns. */
    Optional<Problem> otherHeader(String file, List<String> columns) {
        List<String> header = lines.isEmpty() ? List.of() : lines.getFirst().cells();
        return header.equals(columns)
                ? Optional.empty()
                : Optional.of(Problem.ofFile(file, 1, "header", String.join(",", header), String.join(",", columns)));
    }

    /** Returns the lines as CSV, with quotation marks only where they are needed. */
    static String write(List<List<String>> lines) {
        return lines.stream()
                .map(line -> line.stream().map(CsvText::cell).collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining());
    }

    private static String cell(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String repaired(String read, List<Flaw> flaws) {
        String text = read;
        if (text.startsWith("\uFEFF")) {
            flaws.add(new Flaw(1, "a byte order mark", /* repairable= */ true));
            text = text.substring(1);
        }
        int carriage = text.indexOf('\r');
        if (carriage >= 0) {
            String fed = text.replace("\r\n", "\n");
            flaws.add(new Flaw(line(text, carriage), "carriage returns", fed.indexOf('\r') < 0));
            text = fed;
        }
        String header = text.split("\n", 2)[0];
        if (header.indexOf(';') >= 0 && header.indexOf(',') < 0) {
            flaws.add(new Flaw(1, "semicolons between cells", /* repairable= */ false));
        }
        int quote = loneQuote(text);
        if (quote >= 0) {
            flaws.add(new Flaw(line(text, quote), "a quotation mark without its partner", /* repairable= */ false));
        }
        if (!text.isEmpty() && !text.endsWith("\n")) {
            flaws.add(new Flaw(line(text, text.length()), "no line feed at the end", /* repairable= */ true));
            text += "\n";
        }
        return text;
    }

    /** Returns the index of the first quotation mark that neither opens nor closes a cell, or that is not closed; -1 for none. */
    private static int loneQuote(String text) {
        Matcher cell = CELL.matcher(text);
        int start = 0;
        while (start < text.length() && cell.region(start, text.length()).lookingAt()) {
            start = cell.end();
        }
        return text.indexOf('"', start);
    }

    private static int line(String text, int end) {
        return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }
}
