package org.lode.publish;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads one CSV table: UTF-8 in Unicode NFC, lines ended by a line feed, RFC 4180, with just the columns expected. */
final class TableReader {
    private static final String HEADER = "header";
    private static final String LINES = "lines ended by a line feed alone";
    private static final String CSV = "CSV as RFC 4180 has it";

    private final String file;
    private final List<String> columns;
    private final List<Problem> problems;

    TableReader(String file, List<String> columns, List<Problem> problems) {
        this.file = file;
        this.columns = columns;
        this.problems = problems;
    }

    /** The rows that can be read; what cannot is added to the problems. */
    List<Row> read(Path folder) {
        try {
            return parse(Files.readAllBytes(folder.resolve(file)));
        } catch (IOException e) {
            add(1, HEADER, "no such file", "a table with the columns " + String.join(",", columns));
        } catch (CsvParseException e) {
            add(1, "row", String.valueOf(e.getMessage()), CSV);
        }
        return List.of();
    }

    private List<Row> parse(byte[] bytes) {
        if (!checkBytes(bytes)) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        boolean header = true;
        for (CsvRecord line : csv(new String(bytes, StandardCharsets.UTF_8))) {
            if (header) {
                if (!line.getFields().equals(columns)) {
                    add(1, HEADER, String.join(",", line.getFields()), String.join(",", columns));
                    return List.of();
                }
                header = false;
            } else {
                row(line, rows);
            }
        }
        if (header) {
            add(1, HEADER, "", String.join(",", columns));
        }
        return rows;
    }

    private static CsvReader<CsvRecord> csv(String text) {
        return CsvReader.builder()
                .skipEmptyLines(false)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(false)
                .ofCsvRecord(text);
    }

    private boolean checkBytes(byte[] bytes) {
        int line = 1;
        boolean quoted = false;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\r') {
                add(line, "row", "a carriage return", LINES);
                return false;
            }
            quoted ^= bytes[i] == '"';
            line += bytes[i] == '\n' && i < bytes.length - 1 ? 1 : 0;
        }
        if (quoted) {
            add(line, "row", "a quotation mark without its partner", CSV);
        } else if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
            add(line, "row", "no line feed at the end", LINES);
        } else {
            return checkText(bytes);
        }
        return false;
    }

    private boolean checkText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            add(1, "row", "bytes that are no text", "UTF-8");
            return false;
        }
    }

    private void row(CsvRecord line, List<Row> rows) {
        int number = (int) line.getStartingLineNumber();
        if (line.getFieldCount() != columns.size()) {
            add(number, "row", line.getFieldCount() + " cells", columns.size() + " cells");
            return;
        }
        Map<String, String> cells = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String text = line.getField(i);
            if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
                add(number, columns.get(i), text, "text in Unicode NFC");
            }
            if (!text.isEmpty()) {
                cells.put(columns.get(i), text);
            }
        }
        rows.add(new Row(file, number, cells));
    }

    private void add(int line, String column, String value, String expected) {
        problems.add(new Problem(file, line, column, value, expected));
    }
}
