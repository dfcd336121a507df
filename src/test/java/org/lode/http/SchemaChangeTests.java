package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that clients rely on goes or changes unannounced. */
class SchemaChangeTests {
    private static final String RELEASED = read("released.graphqls");
    private static final String NEXT = read("lode.graphqls");
    private static final String FIRST_LINE = "(?m)^\"Lode's schema, version \\S+ of \\S+\\.";
    private static final int FIRST =
            Integer.parseInt(SchemaFile.version(RELEASED).split("\\.")[0]);
    private static final String NEXT_FIRST = "%d.0.0".formatted(FIRST + 1);
    private static final String DEPRECATED = "@deprecated(reason: \"Has another name. Removed after 2031-06-30.\")";

    @Test
    void theSchemaBreaksNothingThatWasReleased() {
        assertThat(new SchemaChange(RELEASED, NEXT).refusals()).isEmpty();
        assertThat(SchemaChange.day(NEXT)).isBeforeOrEqualTo(LocalDate.now(ZoneOffset.UTC));
    }

    @Test
    void everyVersionIsTold() throws IOException {
        assertThat(Files.readString(Path.of("docs", "schema.md")))
                .contains("\n### " + SchemaFile.version(RELEASED) + " of " + SchemaChange.day(RELEASED) + "\n")
                .contains("\n### " + SchemaFile.version(NEXT) + " of " + SchemaChange.day(NEXT) + "\n");
    }

    // Each case is an edit of the released schema: what is looked for, and what stands there instead.
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "[^"]*"\\n  previousRoot: String\\n        | ``                             | missing the field 'Release.previousRoot'
            (?<=  )sequence: Int!(?=\\n  "[^"]*"\\n  version) | sequence: String!      | 'Release.sequence' from type 'Int!' to 'String!'
            (?<=  )notes: String!                      | notes: String                   | 'Release.notes' from type 'String!' to 'String'
            "[^"]*"\\n  LAST\\n                        | ``                             | missing an enum value 'LAST'
            "[^"]*"\\n  endsWith: String\\n            | ``                             | missing an input field 'StringFilter.endsWith'
            (?<=  )contains: String                    | contains: String!               | changed input field 'contains' from type 'String' to 'String!'
            (?<=input BooleanFilter \\{)               | ` strict: Boolean!`             | the new input field 'strict' non null
            input BooleanFilter                        | input BooleanFilter @oneOf      | Exactly one field of 'BooleanFilter' has to be given now
            (?<=  )ids: \\[ID!\\]!                     | ids: [String!]!                 | argument 'ids' from type '[ID!]!' to '[String!]!'
            "[^"]*"\\n    ids: \\[ID!\\]!              | "Other." id: [ID!]              | missing the field argument 'Query.nodes.ids'
            (?<=  )nodes\\(                            | `nodes(strict: Boolean! `       | the new argument 'strict' on field 'Query.nodes' non null
            (?<=type Deal implements Node) & Record    | ``                             | missing the interface named 'Record'
            (?s)"[^"]*"\\ntype ReasonCount \\{.*?\\n\\}\\n | scalar ReasonCount          | changed 'ReasonCount' from a 'Object' to a 'Scalar'
            """)
    void refuses(String found, String instead, String refusal) {
        String next = edit(RELEASED, found, instead);
        assertThat(new SchemaChange(RELEASED, dated(next, "9.0.0", "2030-01-01")).refusals())
                .singleElement()
                .asString()
                .contains(refusal);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            (?<=type Release \\{)                      | ` another: String`
            (?<=enum NullsOrder \\{)                   | ` MIDDLE`
            (?<=input BooleanFilter \\{)               | ` lax: Boolean`
            (?<=  )nodes\\(                            | `nodes(lax: Boolean `
            (?<=  )previousRoot: String                | previousRoot: String!
            (?<=  )ids: \\[ID!\\]!                     | ids: [ID!]
            "An immutable                              | "A never changing
            """)
    @Tag("thorough")
    void acceptsWhatNoClientNotices(String found, String instead) {
        String next = edit(RELEASED, found, instead);
        String minor = SchemaFile.version(RELEASED).replaceFirst("\\d+$", "") + "99";
        assertThat(new SchemaChange(RELEASED, dated(next, minor, "2030-01-01")).refusals())
                .isEmpty();
        assertThat(new SchemaChange(RELEASED, next).refusals())
                .singleElement()
                .asString()
                .contains("a higher one, for the schema differs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?<=  )previousRoot: String",
                "(?<=  )LAST(?=\\n)",
                "(?<=  )endsWith: String",
                "(?<=Only releases before this cursor.\"\n    )before: String"
            })
    @Tag("thorough")
    void whatIsDeprecatedGoesAfterItsLastDayWithAHigherFirstNumber(String deprecated) {
        String announced = dated(edit(RELEASED, deprecated, "$0 " + DEPRECATED), version(99), "2030-12-30");
        assertThat(new SchemaChange(RELEASED, announced).refusals()).isEmpty();
        String removed = edit(announced, "\"[^\"]*\"\\s+[^\"\\n]*\\Q" + DEPRECATED + "\\E,?\\n", "");
        assertThat(new SchemaChange(announced, dated(removed, NEXT_FIRST, "2031-07-01")).refusals())
                .isEmpty();
        assertThat(new SchemaChange(announced, dated(removed, NEXT_FIRST, "2031-06-30")).refusals())
                .hasSize(1);
        assertThat(new SchemaChange(announced, dated(removed, version(100), "2031-07-01")).refusals())
                .singleElement()
                .asString()
                .contains("a higher first number, for something is removed");
    }

    @Test
    void whatIsDeprecatedTellsItsLastDaySixMonthsAhead() {
        List<String> reasons = List.of("", "(reason: \"Old.\")", "(reason: \"Old. Removed after 2031-06-29.\")");
        for (String reason : reasons) {
            String next = edit(RELEASED, "(?<=  )previousRoot: String", "$0 @deprecated" + reason);
            assertThat(new SchemaChange(RELEASED, dated(next, version(99), "2030-12-30")).refusals())
                    .as(reason)
                    .hasSize(1);
        }
    }

    /** A later version with the same first number. */
    private static String version(int second) {
        return "%d.%d.0".formatted(FIRST, second);
    }

    private static String edit(String schema, String found, String instead) {
        String edited = schema.replaceFirst(found, instead);
        assertThat(edited.equals(schema)).as("%s is nowhere", found).isFalse();
        return edited;
    }

    private static String dated(String schema, String version, String day) {
        return edit(schema, FIRST_LINE, "\"Lode's schema, version %s of %s.".formatted(version, day));
    }

    private static String read(String name) {
        try {
            return Files.readString(Path.of("schema", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
