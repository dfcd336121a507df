package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.support.LodeTest;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.springframework.beans.factory.annotation.Qualifier;

/** No cell of a CSV file runs as a formula, and each stands for one text only. */
@LodeTest
class CsvFormulaTests {
    /** As docs/exports.md says how a text is read. */
    private static final Pattern GUARD = Pattern.compile("^'(?='*[=+\\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])");

    private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]");

    private final DataSource connections;

    CsvFormulaTests(@Qualifier("exporting") DataSource connections) {
        this.connections = connections;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=x",
                "+x",
                "-x",
                "@x",
                "\tx",
                "\rx",
                "\nx",
                "=",
                "'=x",
                "''=x",
                "'+",
                "'\t",
                "\uFF1Dx",
                "\uFF0Bx",
                "\uFF0Dx",
                "\uFF20x",
                "'\uFF1Dx",
                "=1,\"2\""
            })
    void aFormulaAndWhatLooksLikeAGuardedOneGetAnApostrophe(String text) throws SQLException {
        assertThat(cell(FieldType.TEXT, text)).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                " =x",
                "x=y",
                "'",
                "''",
                "'x",
                "'s-Hertogenbosch",
                "1-2",
                "\uFF11",
                "\u2212x",
                "\uFE62x",
                "\u00e9="
            })
    void anyOtherTextIsWrittenAsItIs(String text) throws SQLException {
        assertThat(cell(FieldType.TEXT, text)).isEqualTo(text);
    }

    @Test
    void textsThatDifferStayApartAndAreReadBack() throws SQLException {
        List<String> parts = List.of("", "'", "=", "+", "\uFF1D", "x", "\t");
        Set<String> cells = new HashSet<>();
        int texts = 0;
        for (String first : parts) {
            for (String second : parts) {
                for (String third : parts) {
                    String text = first + second + third + "|" + first.length() + second.length() + third.length();
                    String cell = cell(FieldType.TEXT, text);
                    assertThat(FORMULA.matcher(cell).find()).as(cell).isFalse();
                    assertThat(GUARD.matcher(cell).replaceFirst("")).isEqualTo(text);
                    cells.add(cell);
                    texts++;
                }
            }
        }
        assertThat(cells).hasSize(texts);
    }

    @Test
    void listsAreGuardedAsWell() throws SQLException {
        assertThat(written("select array['=x', 'y'] as value", FieldType.LIST)).isEqualTo("'=x|y");
        assertThat(written("select array['\uFF20x'] as value", FieldType.LIST)).isEqualTo("'\uFF20x");
        assertThat(written("select array['''=x', 'y'] as value", FieldType.LIST))
                .isEqualTo("''=x|y");
        assertThat(written("select array['x', '=y'] as value", FieldType.LIST)).isEqualTo("x|=y");
    }

    private String cell(FieldType type, String text) throws SQLException {
        return written("select '%s'::text as value".formatted(text.replace("'", "''")), type);
    }

    /** The only cell of the file that {@link CopyQuery.Format} makes of a value. */
    private String written(String value, FieldType type) throws SQLException {
        Field field = Field.made("value", type, "");
        String rows =
                CopyQuery.Format.CSV.copy(DSL.select(CopyQuery.Format.CSV.written(field, DSL.field(DSL.name("value"))))
                        .from("(%s) v".formatted(value)));
        try (Connection connection = connections.getConnection()) {
            CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(rows);
            StringBuilder file = new StringBuilder();
            for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
                file.append(new String(line, StandardCharsets.UTF_8));
            }
            String cell = Csv.rows(file.toString()).getFirst().getFirst();
            return cell == null ? "null" : cell;
        }
    }
}
