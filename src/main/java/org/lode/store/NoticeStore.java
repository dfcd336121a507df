package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.Notices;

/** What was told of releases after they were published, as the database holds it: each line beside its hash. */
final class NoticeStore {
    private static final String TABLE = "notice";

    private final DSLContext sql;

    NoticeStore(DSLContext sql) {
        this.sql = sql;
    }

    /** A row as it stands. */
    private record Row(int n, String line, String hash) {
        boolean isSound() {
            return hash.equals(hashOf(n, line));
        }
    }

    private static String hashOf(int n, String line) {
        return Sha256.hex(Sha256.of("%d %s".formatted(n, line).getBytes(StandardCharsets.UTF_8)));
    }

    private List<Row> rows() {
        return sql.resultQuery("select n, line, hash from {0} order by n", Shadow.real(sql, TABLE))
                .fetch(row -> new Row(
                        row.get(0, Integer.class), row.get(1, String.class), Sha256.hex(row.get(2, byte[].class))));
    }

    Notices held() {
        return Notices.of(rows().stream().map(Row::line).toList(), "the notices in the database");
    }

    /** Adds the notices that follow on those that are held. */
    void add(Notices told, int held) {
        add(told.lines(), held, told.count());
    }

    private void add(List<String> lines, int from, int to) {
        for (int n = from + 1; n <= to; n++) {
            String line = lines.get(n - 1);
            sql.execute(
                    "insert into {0} (n, line, hash) values ({1}, {2}, {3})",
                    Shadow.real(sql, TABLE), DSL.val(n), DSL.val(line), DSL.val(Sha256.bytes(hashOf(n, line))));
        }
    }

    /** The rows that are not what was taken, and those before which others are missing. */
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

    /** Takes the notices of an origin in the place of those that are held; fails unless they are those that were taken. */
    void heal(Originals originals) {
        List<Row> held = rows();
        List<String> told = originals.notices().lines();
        int count = held.stream().filter(Row::isSound).mapToInt(Row::n).reduce(held.size(), Math::max);
        if (told.size() < count || !areThose(told, held)) {
            throw new DatasetDamaged("the origin has %d other notices (expected: the %d that this database held, first)"
                    .formatted(told.size(), count));
        }
        sql.execute("delete from {0}", Shadow.real(sql, TABLE));
        add(told, 0, count);
    }

    /** Whether each row was one of these lines: its text is, or its hash tells so. */
    private static boolean areThose(List<String> told, List<Row> held) {
        Set<String> known = new HashSet<>(told);
        for (int n = 1; n <= told.size(); n++) {
            known.add(hashOf(n, told.get(n - 1)));
        }
        return held.stream().allMatch(row -> known.contains(row.line()) || known.contains(row.hash()));
    }
}
