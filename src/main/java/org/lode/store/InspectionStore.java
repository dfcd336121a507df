package org.lode.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Manifest.Published;

/**
 * Holds every row of the database against its releases, and repairs what differs.
 *
 * <p>The whole database follows from manifests, notices and the lines of changes. Their published hashes prove these; all else is
 * then made again beside it and compared.
 */
public final class InspectionStore {
    private final DataSource source;
    private final DataPackage description;
    private final Progress progress;

    public InspectionStore(DataSource source, DataPackage description, Progress progress) {
        this.source = source;
        this.description = description;
        this.progress = progress;
    }

    /** Everything that is wrong; nothing is changed, and nobody has to wait for it. */
    public Report check() {
        return inTransaction(
                Connection.TRANSACTION_REPEATABLE_READ,
                sql -> new Done<>(inspect(sql, null, chain -> made(sql, chain)), false));
    }

    /**
     * Repairs everything that is wrong, in one transaction that ends only when nothing is any more; fails, and leaves the
     * database as it was, when an original is needed and not to be had.
     */
    public Report repair(Originals originals) {
        return inTransaction(Connection.TRANSACTION_READ_COMMITTED, sql -> {
            new PositionStore(sql).lock();
            Report report = inspect(sql, originals, chain -> made(sql, chain));
            if (!report.damages().isEmpty()) {
                note(sql, report.damages().size());
            }
            return new Done<>(report, !report.damages().isEmpty());
        });
    }

    /** Has every server on this database drop what it keeps in memory, once the transaction is committed. */
    private static void note(DSLContext sql, int rows) {
        sql.execute(
                "insert into repair (n, at, rows) select coalesce(max(n), 0) + 1, now(), {0} from repair",
                DSL.val(rows));
        new PositionStore(sql).announce("repair");
    }

    private ShadowStore made(DSLContext sql, Chain chain) {
        ShadowStore shadow = new ShadowStore(sql, new ReleaseApplyStore(source, description), description);
        shadow.make(chain, progress);
        return shadow;
    }

    /** Finds, and with {@code originals} repairs, what is wrong; {@code made} makes the tables again from proved changes. */
    Report inspect(DSLContext sql, @Nullable Originals originals, Function<Chain, ShadowStore> made) {
        Chain chain = new ManifestStore(sql).chain(originals);
        NoticeStore notices = new NoticeStore(sql);
        List<Damage> damages = new ArrayList<>(chain.damages());
        damages.addAll(notices.damages());
        if (originals == null && !damages.isEmpty()) {
            return report(chain, damages, false, false);
        }
        if (originals != null && damages.size() > chain.damages().size()) {
            notices.heal(originals);
            expectNone(notices.damages());
        }
        Set<Integer> proved = new HashSet<>();
        DeltaInspection deltas = new DeltaInspection(sql, chain);
        List<Damage> changes = deltas.damages(proved, progress);
        damages.addAll(changes);
        if (originals == null && !changes.isEmpty()) {
            return report(chain, damages, false, false);
        }
        if (originals != null && !changes.isEmpty()) {
            for (Damage damage : changes) {
                if (damage instanceof Damage.Change change) {
                    deltas.repair(change, originals);
                }
            }
            expectNone(deltas.damages(proved, progress));
        }
        ShadowStore shadow = made.apply(chain.with(proved));
        List<Damage> rows = shadow.differences();
        damages.addAll(rows);
        if (originals != null && !rows.isEmpty()) {
            shadow.mend(rows);
            expectNone(shadow.differences());
        }
        KeptStateStore kept = new KeptStateStore(sql);
        List<Damage> states = kept.damages();
        damages.addAll(states);
        if (originals != null && !states.isEmpty()) {
            kept.forget();
        }
        return report(chain, damages, true, originals != null);
    }

    private static void expectNone(List<Damage> left) {
        if (!left.isEmpty()) {
            throw new DatasetDamaged("the repair does not hold, and nothing was changed: "
                    + left.getFirst().line());
        }
    }

    private static Report report(Chain chain, List<Damage> damages, boolean complete, boolean repaired) {
        return new Report(Instant.now(), chain.releases(), List.copyOf(damages), complete, repaired);
    }

    /** What came of work, and whether it is to be kept. */
    private record Done<T>(T result, boolean keep) {}

    private interface Work<T> {
        Done<T> with(DSLContext sql);
    }

    private <T> T inTransaction(int isolation, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(isolation);
            try {
                Done<T> done = work.with(DSL.using(connection, SQLDialect.POSTGRES));
                if (done.keep()) {
                    connection.commit();
                }
                return done.result();
            } finally {
                // Takes back whatever is not committed.
                connection.rollback();
            }
        } catch (SQLException | DataAccessException e) {
            throw DatabaseFailures.of("the database cannot be checked", e);
        }
    }
}
