package org.lode.publish;

import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.lode.release.Notice;
import org.lode.release.Notices;

/** What was told of releases after they were published, as the database holds it. */
final class NoticeStore {
    private final DSLContext sql;

    NoticeStore(DSLContext sql) {
        this.sql = sql;
    }

    Notices held() {
        List<String> lines = sql.fetch("select line from notice order by n").map(row -> row.get(0, String.class));
        return Notices.of(lines, "the notices in the database");
    }

    /** Adds the notices that follow on those that are held; fails when one names a release that is not. */
    void add(Notices told, int held) {
        told.check(releases());
        for (int n = held + 1; n <= told.count(); n++) {
            sql.execute(
                    "insert into notice (n, line) values ({0}, {1})",
                    DSL.val(n), DSL.val(told.lines().get(n - 1)));
        }
    }

    private Set<Notice.Told> releases() {
        return Set.copyOf(sql.fetch("select sequence, version from release")
                .map(row -> new Notice.Told(row.get(0, Integer.class), row.get(1, String.class))));
    }
}
