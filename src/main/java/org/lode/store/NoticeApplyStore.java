package org.lode.store;

import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Manifest.Published;
import org.lode.release.Notice;
import org.lode.release.Notices;

/** Brings the database to the notices of an origin: all of them in one transaction, or none. */
public final class NoticeApplyStore {
    private final DSLContext sql;
    private final DataPackage description;

    public NoticeApplyStore(DataSource source, DataPackage description) {
        this.description = description;
        this.sql = DSL.using(source, SQLDialect.POSTGRES);
    }

    /** What the database holds; nothing when that is not what it took. */
    public Optional<Notices> held() {
        return sql.connectionResult(connection -> {
            NoticeStore notices = new NoticeStore(DSL.using(connection, SQLDialect.POSTGRES));
            return notices.damages().isEmpty() ? Optional.of(notices.held()) : Optional.empty();
        });
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

    /** Takes the content of these records out of what the database holds; what is still to come has none. */
    private void redact(DSLContext within, PositionStore position, List<Notice> fresh) {
        List<Notice.Redaction> redactions = fresh.stream()
                .filter(Notice.Redaction.class::isInstance)
                .map(Notice.Redaction.class::cast)
                .toList();
        Optional<Published> newest = position.newest();
        if (!redactions.isEmpty() && newest.isPresent()) {
            redactions.forEach(redaction -> new RedactionStore(within, description).apply(redaction));
            new DocumentStore(within, description)
                    .refill(newest.get().manifest().sequence());
        }
    }

    private int apply(DSLContext within, PositionStore position, Notices told) {
        NoticeStore notices = new NoticeStore(within);
        Notices held = notices.held();
        if (!held.begin(told)) {
            throw new DatasetDamaged("%d notices that begin otherwise (expected: the %d that this database holds first)"
                    .formatted(told.count(), held.count()));
        }
        notices.add(told, held.count());
        redact(within, position, told.after(held.count()));
        position.announce("notice " + told.count());
        return told.count() - held.count();
    }
}
