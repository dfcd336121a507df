package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.lode.model.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.query.ReadStore;
import org.lode.release.Notices;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The table {@code notice}: withdrawals and redactions, each line beside the hash of its number and line. */
public final class NoticeStore {
    private static final String TABLE = "notice";

    /** What failures call the notices. */
    private static final String SOURCE = "the notices in the database";

    private final DSLContext sql;

    NoticeStore(DSLContext sql) {
        this.sql = sql;
    }

    /** A row as it stands; nothing of it is certain. */
    private record Row(int n, String line, String hash) {
        boolean isSound() {
            return hash.equals(hashOf(n, line));
        }
    }

    private static String hashOf(int n, String line) {
        return Sha256.hex(Sha256.of("%d %s".formatted(n, line).getBytes(StandardCharsets.UTF_8)));
    }

    private List<Row> rows() {
        return sql.resultQuery("select n, line, hash from {0} order by n", RebuildStore.real(sql, TABLE))
                .fetch(row -> new Row(
                        row.get(0, Integer.class), row.get(1, String.class), Sha256.hex(row.get(2, byte[].class))));
    }

    /** Returns the notices that the database holds. */
    Notices held() {
        return Notices.of(rows().stream().map(Row::line).toList(), SOURCE);
    }

    /** Inserts the lines after the first {@code from}, up to and including line {@code to}. */
    void insert(List<String> lines, int from, int to) {
        for (int n = from + 1; n <= to; n++) {
            String line = lines.get(n - 1);
            sql.execute(
                    "insert into {0} (n, line, hash) values ({1}, {2}, {3})",
                    RebuildStore.real(sql, TABLE), DSL.val(n), DSL.val(line), DSL.val(Sha256.bytes(hashOf(n, line))));
        }
    }

    /** Returns the rows that are damaged, and those before which others are missing. */
    List<Damage> damages() {
        List<Damage> damages = new ArrayList<>();
        int expected = 1;
        for (Row row : rows()) {
            if (row.n() != expected) {
                damages.add(new Damage.Notice(row.n(), "stands where %d is expected".formatted(expected)));
            } else if (!row.isSound()) {
                damages.add(new Damage.Notice(
                        row.n(),
                        "hash %s (expected: %s, that of its number and line)"
                                .formatted(row.hash(), hashOf(row.n(), row.line()))));
            }
            expected++;
        }
        return damages;
    }

    /** Replaces the rows by the notices of an origin. Fails unless they begin with those that the rows held. */
    void heal(Originals originals) {
        List<Row> held = rows();
        List<String> lines = originals.notices().lines();
        int count = held.stream().filter(Row::isSound).mapToInt(Row::n).reduce(held.size(), Math::max);
        if (lines.size() < count || !wereHeld(lines, held)) {
            throw new DatasetDamaged("the origin has %d other notices (expected: the %d that this database held, first)"
                    .formatted(lines.size(), count));
        }
        sql.execute("delete from {0}", RebuildStore.real(sql, TABLE));
        insert(lines, 0, count);
    }

    /** Returns whether each row was one of these lines: its text or its hash says so. */
    private static boolean wereHeld(List<String> lines, List<Row> held) {
        Set<String> known = new HashSet<>(lines);
        for (int n = 1; n <= lines.size(); n++) {
            known.add(hashOf(n, lines.get(n - 1)));
        }
        return held.stream().allMatch(row -> known.contains(row.line()) || known.contains(row.hash()));
    }

    /** Reads the notices for requests. */
    @Component
    public static final class Reader {
        private final ReadStore store;

        Reader(ReadStore store) {
            this.store = store;
        }

        /** Reads all notices there are now. */
        public Mono<Notices> read() {
            return store.read(
                            DSL.resultQuery("select line from notice order by n"),
                            row -> Objects.requireNonNull(row.get(0, String.class)))
                    .collectList()
                    .map(lines -> Notices.of(lines, SOURCE));
        }
    }
}
