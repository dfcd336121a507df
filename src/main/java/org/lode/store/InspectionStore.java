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
import org.lode.release.Notices;
import org.lode.store.ManifestStore.Chain;
import org.lode.store.ReleaseApplyStore.Progress;

/**
 * Compares every row of the database with its releases, and repairs the rows that differ.
 *
 * <p>The whole database follows from manifests, notices and the lines of changes. Their hashes prove these. All other tables are then made
 * again in temporary ones and compared.
 */
public record InspectionStore(DataSource source, DataPackage description, Progress progress) {

    /**
     * What an inspection of the whole database found.
     *
     * @param at when the inspection ended
     * @param releases those whose manifests the database holds; when nothing is damaged, each of them is proved
     * @param damages all damages; empty when there are none
     * @param complete false when damages leave open what the tables should hold, so that they were not compared
     * @param repaired whether all damages are repaired by now
     */
    public record Report(
            Instant at, List<Published> releases, List<Damage> damages, boolean complete, boolean repaired) {

        /** Returns whether the database is what its releases say: nothing was damaged, or all is repaired. */
        public boolean holds() {
            return damages.isEmpty() || repaired;
        }
    }

    /** Finds all damages. Changes nothing, and takes no lock. */
    public Report check() {
        return inTransaction(
                Connection.TRANSACTION_REPEATABLE_READ,
                sql -> new Done<>(inspect(sql, null, chain -> rebuild(sql, chain)), false));
    }

    /**
     * Repairs all damages, in one transaction that is committed only when none is left. Fails, and leaves the database as it was,
     * when an original is needed and {@code originals} does not have it.
     */
    public Report repair(Originals originals) {
        return inTransaction(Connection.TRANSACTION_READ_COMMITTED, sql -> {
            new ManifestStore(sql).lock();
            Report report = inspect(sql, originals, chain -> rebuild(sql, chain));
            if (!report.damages().isEmpty()) {
                new ManifestStore(sql).noteRepair(report.damages().size());
            }
            return new Done<>(report, !report.damages().isEmpty());
        });
    }

    private RebuildStore rebuild(DSLContext sql, Chain chain) {
        RebuildStore rebuilt = new RebuildStore(sql, new ReleaseApplyStore(source, description), description);
        rebuilt.make(chain, progress);
        return rebuilt;
    }

    /** Finds all damages, and repairs them unless {@code originals} is null; {@code rebuild} makes the tables again from proved changes. */
    Report inspect(DSLContext sql, @Nullable Originals originals, Function<Chain, RebuildStore> rebuild) {
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
        RebuildStore rebuilt = rebuild.apply(chain.with(proved));
        List<Damage> rows = rebuilt.differences();
        damages.addAll(rows);
        if (originals != null && !rows.isEmpty()) {
            rebuilt.repair(rows);
            expectNone(rebuilt.differences());
        }
        OriginStateStore state = new OriginStateStore(sql);
        List<Damage> states = state.damages();
        damages.addAll(states);
        if (originals != null && !states.isEmpty()) {
            state.delete();
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

    /** What came of work, and whether to commit it. */
    private record Done<T>(T result, boolean commit) {}

    private interface Work<T> {
        Done<T> with(DSLContext sql);
    }

    private <T> T inTransaction(int isolation, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(isolation);
            try {
                Done<T> done = work.with(DSL.using(connection, SQLDialect.POSTGRES));
                if (done.commit()) {
                    connection.commit();
                }
                return done.result();
            } finally {
                // Ends the transaction when it was not committed.
                connection.rollback();
            }
        } catch (SQLException | DataAccessException e) {
            throw DatabaseFailures.of("the database cannot be checked", e);
        }
    }

    /** The source of what a damaged database cannot make from its own rows. Everything it gives is proved before it is used. */
    public interface Originals {
        /** Returns the whole manifest of a release. Fails with a {@link DatasetDamaged} when there is none. */
        default byte[] manifest(String version) {
            throw missing("the manifest", version);
        }

        /** Returns all notices; it may be that there are none. */
        default Notices notices() {
            throw new DatasetDamaged("the notices are needed (expected: an origin that has them)");
        }

        /** Returns the bytes of a release's delta, the file of this name, from {@code from} up to, but not including, {@code to}. */
        default byte[] deltaRange(String version, String file, long from, long to) {
            throw missing("a line of the delta", version);
        }

        /** Returns a source without anything: a repair then needs sound rows. */
        static Originals none() {
            return new Originals() {};
        }

        private static DatasetDamaged missing(String what, String version) {
            return new DatasetDamaged(
                    "%s of release %s is needed (expected: an origin that has it)".formatted(what, version));
        }
    }

    /** One row of the database that is not what its releases say, with what is needed to repair it. */
    public sealed interface Damage {
        /** Returns the table of the row. */
        default String table() {
            return switch (this) {
                case Manifest manifest -> "release";
                case Change change -> "change_log";
                case Notice notice -> "notice";
                case Row row -> row.table();
            };
        }

        /** Returns the key of the row. */
        default String row() {
            return switch (this) {
                case Manifest manifest -> manifest.version();
                case Change change -> change.sequence() + "/" + change.n();
                case Notice notice -> String.valueOf(notice.n());
                case Row row -> row.row();
            };
        }

        /** Returns what was found, and what was expected. */
        String problem();

        /** Returns table, row and problem in one line. */
        default String line() {
            return "%s %s: %s".formatted(table(), row(), problem());
        }

        /** A manifest that is missing, or that does not have its hash. The true one has one of these hashes. */
        record Manifest(String version, Set<String> hashes, String problem) implements Damage {}

        /** A change that the database cannot give. Its line is among these bytes of the release's delta. */
        record Change(int sequence, String version, int n, long from, long to, String problem) implements Damage {}

        /** A notice that is not the one that was inserted. */
        record Notice(int n, String problem) implements Damage {}

        /** A row that is missing, surplus or different from what the releases make. It is made again from the other rows. */
        record Row(String table, String row, String problem) implements Damage {}
    }
}
