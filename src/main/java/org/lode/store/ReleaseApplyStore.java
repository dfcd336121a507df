package org.lode.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.StartFailed;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.release.Delta;
import org.lode.release.Leaf;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Op;
import org.lode.release.Roots.TableRoot;
import org.lode.release.State;
import org.lode.store.RecordRowStore.Changes;

/** Brings the database from one release to the next: the whole of it in one transaction, or nothing. */
public record ReleaseApplyStore(DataSource source, DataPackage description) {
    /** Receives how far a long work has come. */
    @FunctionalInterface
    public interface Progress {
        void at(String work, long done, long of);

        /** Returns one that does nothing. */
        static Progress silent() {
            return (work, done, of) -> {};
        }
    }

    /** Operations that are written at a time. */
    private static final int BATCH = 2000;

    /** Returns the newest release that the database holds. */
    public Optional<Published> newest() {
        return withConnection(sql -> new ManifestStore(sql).newest());
    }

    /** Applies a release like {@link #apply(Published, Delta, Progress)}, without reports of progress. */
    public boolean apply(Published release, Delta delta) {
        return apply(release, delta, Progress.silent());
    }

    /**
     * Applies a release whose files have been verified. Fails, and leaves the database as it was, when the database is not what the
     * release starts from, or when its rows do not come to the release's root.
     *
     * @param progress receives how many operations are written so far
     * @return false when the database already holds the release, because another node was faster
     */
    public boolean apply(Published release, Delta delta, Progress progress) {
        boolean applied = locked((sql, manifests) -> apply(sql, manifests, release, delta, progress));
        if (applied) {
            vacuum(release.manifest());
        }
        return applied;
    }

    /** Returns the releases whose changes were derived by comparing states, because the origin had no delta. */
    public List<Published> derived() {
        return withConnection(sql -> new ManifestStore(sql).derived());
    }

    /** Replaces changes that were derived by comparing states by those that were published, as a repair of them. */
    public void explain(Published release, Delta delta) {
        locked((sql, manifests) -> {
            ChangeLogStore log = new ChangeLogStore(sql);
            log.delete(delta.to());
            log.insert(delta.ops(), delta.to(), 1);
            manifests.clearDerived(release.manifest());
            manifests.noteRepair(delta.ops().size());
            return delta.to();
        });
    }

    /** Makes the search documents of all releases. Returns false when the database has them already. */
    public boolean fillDocuments() {
        boolean filled = locked(
                (sql, manifests) -> new SearchDocumentStore(sql, description).fill(sequence(manifests.newest())));
        if (filled) {
            vacuum(List.of(SearchDocumentStore.DOCUMENTS, SearchDocumentStore.WORDS));
        }
        return filled;
    }

    /** Applies a release within a transaction, on the tables that have these names there: temporary ones hide the real ones. */
    boolean apply(DSLContext sql, ManifestStore manifests, Published release, Delta delta, Progress progress) {
        Optional<Published> newest = manifests.newest();
        if (sequence(newest) >= delta.to()) {
            return false;
        }
        Optional<Manifest.Previous> held = newest.map(Published::asPrevious);
        Optional<Manifest.Previous> followed =
                Optional.ofNullable(release.manifest().previous());
        if (!held.equals(followed)) {
            throw new DatasetDamaged("release %s follows %s (expected: %s, which the database holds)"
                    .formatted(release.manifest().version(), name(followed), name(held)));
        }
        Map<String, Changes> changes = write(sql, release.manifest(), delta, progress);
        check(sql, newest.map(Published::manifest), release.manifest(), changes);
        checkRoot(release.manifest(), delta);
        SearchDocumentStore documents = new SearchDocumentStore(sql, description);
        // A node of an older Lode may have applied the release before without any.
        documents.fill(sequence(newest));
        documents.apply(delta.to());
        manifests.insert(release, delta.derived());
        return true;
    }

    /** Fails unless the tables of the manifest give its root: the rows were compared with those tables. */
    private static void checkRoot(Manifest release, Delta delta) {
        if (!delta.toRoot().equals(release.root())) {
            throw new DatasetDamaged(
                    "release %s: root %s (expected: %s)".formatted(release.version(), delta.toRoot(), release.root()));
        }
    }

    private static int sequence(Optional<Published> release) {
        return release.map(held -> held.manifest().sequence()).orElse(0);
    }

    private static String name(Optional<Manifest.Previous> release) {
        return release.map(previous -> "%s, manifest %s".formatted(previous.version(), previous.manifestSha256()))
                .orElse("no release");
    }

    /** Writes all operations, some at a time so that memory holds no more of them. Returns what they did to each type. */
    private Map<String, Changes> write(DSLContext sql, Manifest release, Delta delta, Progress progress) {
        Map<String, Changes> changes = new TreeMap<>();
        List<Op.Merge> merges = new ArrayList<>();
        List<Op> ops = delta.ops();
        int done = 0;
        while (done < ops.size()) {
            List<Op> batch = batch(ops, done);
            String type = batch.getFirst().key().type();
            write(sql, kind(type, release), batch, delta.to());
            new ChangeLogStore(sql).insert(batch, delta.to(), done + 1);
            changes.computeIfAbsent(type, first -> new Changes()).add(batch);
            batch.stream()
                    .filter(Op.Merge.class::isInstance)
                    .map(Op.Merge.class::cast)
                    .forEach(merges::add);
            done += batch.size();
            progress.at("applying " + release.version(), done, ops.size());
        }
        merges.forEach(merge -> checkMerge(sql, merge, release));
        return changes;
    }

    /** Returns the operations from this index on that are on records of one type, at most {@link #BATCH}. */
    private static List<Op> batch(List<Op> ops, int from) {
        List<Op> batch = new ArrayList<>();
        for (int at = from; at < ops.size() && batch.size() < BATCH; at++) {
            Op op = ops.get(at);
            if (!batch.isEmpty()
                    && !op.key().type().equals(batch.getFirst().key().type())) {
                return batch;
            }
            batch.add(op);
        }
        return batch;
    }

    private void write(DSLContext sql, RecordKind kind, List<Op> ops, int sequence) {
        RecordRowStore rows = new RecordRowStore(sql, kind);
        List<Leaf> begun = ops.stream().map(Op::after).filter(Objects::nonNull).toList();
        List<Leaf> leaves = begun.stream().filter(leaf -> !leaf.isRedacted()).toList();
        rows.checkBefore(ops);
        rows.close(ops, sequence);
        rows.insert(begun, sequence);
        for (Table part : parts(kind)) {
            RecordRowStore.PartRows partRows = new RecordRowStore.PartRows(sql, part);
            partRows.close(ops, sequence);
            partRows.insert(leaves, sequence);
        }
        new ChangeLogStore(sql).insertBodies(leaves);
    }

    private void checkMerge(DSLContext sql, Op.Merge merge, Manifest release) {
        State.checkMerge(
                merge,
                isLive(sql, kind(merge.key().type(), release), merge.into()),
                isLive(sql, kind(State.REDIRECT, release), merge.key().id()));
    }

    private static boolean isLive(DSLContext sql, RecordKind kind, String id) {
        return !new RecordRowStore(sql, kind).live(List.of(id)).isEmpty();
    }

    private void check(DSLContext sql, Optional<Manifest> before, Manifest after, Map<String, Changes> changes) {
        for (TableRoot expected : after.tables()) {
            String type = expected.type();
            TableRoot start =
                    before.flatMap(manifest -> manifest.table(type)).orElseGet(() -> TableRoot.of(type, List.of()));
            TableRoot own =
                    new RecordRowStore(sql, kind(type, after)).root(start, changes.getOrDefault(type, new Changes()));
            if (!own.equals(expected)) {
                throw new DatasetDamaged("release %s: %s has %d rows, root %s (expected: %d, %s)"
                        .formatted(after.version(), type, own.rows(), own.root(), expected.rows(), expected.root()));
            }
        }
    }

    private RecordKind kind(String type, Manifest release) {
        return description
                .type(type)
                .orElseThrow(() -> new StartFailed("release %s has records of type %s, schema %s (expected: schema %s)"
                        .formatted(release.version(), type, release.schemaVersion(), description.schemaVersion())));
    }

    private List<Table> parts(RecordKind kind) {
        List<Table> parts = new ArrayList<>(description.partsOf(kind));
        parts.addAll(description.linksOf(kind));
        return parts;
    }

    /** Closed versions make counts over live ones slow until they are swept, and the planner knows no new row yet. */
    private void vacuum(Manifest release) {
        List<String> tables = new ArrayList<>(
                List.of("leaf", "change_log", "release", SearchDocumentStore.DOCUMENTS, SearchDocumentStore.WORDS));
        release.counts().forEach((type, counts) -> {
            if (counts.changes() > 0) {
                RecordKind kind = kind(type, release);
                tables.add(kind.name());
                parts(kind).forEach(part -> tables.add(part.name()));
            }
        });
        vacuum(tables);
    }

    private void vacuum(List<String> tables) {
        withConnection(sql -> {
            tables.forEach(table -> sql.execute("vacuum (analyze) {0}", DSL.table(DSL.name(table))));
            return tables.size();
        });
    }

    private interface Work<T> {
        T with(DSLContext sql);
    }

    /** Changes releases in one transaction, while no other node does. */
    private <T> T locked(BiFunction<DSLContext, ManifestStore, T> work) {
        return withConnection(sql -> sql.transactionResult(transaction -> {
            ManifestStore manifests = new ManifestStore(transaction.dsl());
            manifests.lock();
            return work.apply(transaction.dsl(), manifests);
        }));
    }

    private <T> T withConnection(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.with(DSL.using(connection, SQLDialect.POSTGRES));
        } catch (SQLException | DataAccessException e) {
            throw DatabaseFailures.of("the database cannot take the release", e);
        }
    }
}
