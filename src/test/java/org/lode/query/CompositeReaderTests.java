package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jooq.Record;
import org.jooq.RowN;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lode.support.LodeTest;
import org.lode.support.Seed;
import tools.jackson.databind.json.JsonMapper;

/** What PostgreSQL writes as rows is read back as it was, whatever characters are in it. */
@LodeTest
class CompositeReaderTests {
    private static final String[] PIECES = {
        "",
        "a",
        "\"",
        "\\",
        ",",
        "(",
        ")",
        "\n",
        "\t",
        " ",
        "\u00a0",
        "\u3042",
        "\ud83d\ude00",
        "\u0001",
        "/",
        "'",
        "$1",
        "\"\"",
        "\\\\"
    };

    private static final Seed SEED = Seed.of(CompositeReaderTests.class);

    private final ReadStore store;

    CompositeReaderTests(ReadStore store) {
        this.store = store;
    }

    private record Texts(
            int number, @Nullable String first, @Nullable String last) {}

    @Test
    void rowsAreReadBackAsTheyWere() {
        Random random = SEED.random("texts");
        List<Texts> all = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            all.add(new Texts(i, text(random), text(random)));
        }
        CompositeReader reader = new CompositeReader(written(all));
        List<Texts> read = new ArrayList<>();
        while (reader.nextRow()) {
            read.add(new Texts(reader.integer(), reader.next(), reader.next()));
        }
        assertThat(read).isEqualTo(all);
        CompositeReader skipping = new CompositeReader(written(all) + "\n7" + written(all));
        int rows = 0;
        while (skipping.nextRow()) {
            assertThat(skipping.integer()).isEqualTo(rows);
            skipping.skip(2);
            rows++;
        }
        assertThat(rows).isEqualTo(all.size());
        assertThat(skipping.number()).isEqualTo(7);
        assertThat(skipping.nextRow()).isTrue();
    }

    @Test
    void textsAreWrittenAsJacksonWritesThem() {
        Random random = SEED.random("texts");
        JsonMapper json = JsonMapper.shared();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = "a" + (char) c;
            assertThat(Row.json(text)).isEqualTo(json.writeValueAsBytes(text));
        }
        for (int i = 0; i < 1_000; i++) {
            String text = Objects.requireNonNullElse(text(random), "null");
            assertThat(new String(Row.json(text), StandardCharsets.UTF_8)).isEqualTo(json.writeValueAsString(text));
        }
    }

    private static @Nullable String text(Random random) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private String written(List<Texts> all) {
        Table<Record> rows = DSL.values(all.stream()
                        .map(row -> DSL.row(List.of(
                                DSL.inline(row.number()),
                                DSL.inline(row.first(), SQLDataType.CLOB),
                                DSL.inline(row.last(), SQLDataType.CLOB))))
                        .toArray(RowN[]::new))
                .as("v", "n", "a", "b");
        return Objects.requireNonNull(store.read(
                        DSL.select(CompositeReader.allRows())
                                .from(CompositeReader.rows(DSL.selectFrom(rows).orderBy(DSL.field(DSL.name("n"))))),
                        row -> Objects.requireNonNull(row.get(0, String.class)))
                .blockLast());
    }
}
