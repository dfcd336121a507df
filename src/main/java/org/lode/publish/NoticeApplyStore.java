package org.lode.publish;

import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.lode.failure.DatasetDamaged;
import org.lode.release.Notice;
import org.lode.release.Notices;

/** Brings the database to the notices of an origin: all of them in one transaction, or none. */
public final class NoticeApplyStore {
    private final DSLContext sql;

    public NoticeApplyStore(DataSource source) {
        this.sql = DSL.using(source, SQLDialect.POSTGRES);
    }

    /** What the database holds. */
    public Notices held() {
        return new NoticeStore(sql).held();
    }

    /**
     * Takes the notices that the database does not hold yet, and tells every node; fails, and leaves the database as it was, when
     * those that it holds are not their beginning.
     *
     * @return how many were taken
     */
    public int apply(Notices told) {
        return sql.transactionResult(transaction -> {
            PositionStore position = new PositionStore(transaction.dsl());
            position.lock();
            return apply(transaction.dsl(), position, told);
        });
    }

    private int apply(DSLContext within, PositionStore position, Notices told) {
        NoticeStore notices = new NoticeStore(within);
        Notices held = notices.held();
        if (!held.begin(told)) {
            throw new DatasetDamaged("%d notices that begin otherwise (expected: the %d that this database holds first)"
                    .formatted(told.count(), held.count()));
        }
        told.all().stream().skip(held.count()).forEach(NoticeApplyStore::requireKnown);
        notices.add(told, held.count());
        position.announce("notice " + told.count());
        return told.count() - held.count();
    }

    /** To say that something is redacted and to show it on would be worse than to stay behind. */
    private static void requireKnown(Notice notice) {
        if (notice instanceof Notice.Redaction redaction) {
            throw new DatasetDamaged("notice %d redacts %s (expected: a Lode that can take it away; this one cannot)"
                    .formatted(redaction.n(), redaction.removed().key()));
        }
    }
}
