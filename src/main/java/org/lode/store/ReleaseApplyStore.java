package org.lode.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
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

/** Brings the database from one release to the next: the whole of it in one transaction, or nothing. */
public final class ReleaseApplyStore {
    private final DataSource source;
    private final DataPackage description;

    public ReleaseApplyStore(DataSource source, DataPackage description) {
        this.source = source;
        this.description = description;
    }

    /** The newest release that the database holds. */
    public Optional<Published> newest() {
        return withConnection(sql -> new PositionStore(sql).newest());
    }

    /** Applies a release like {@link #apply(Published, Delta, Progress)}, telling nobody how far it is. */
    public boolean apply(Published release, Delta delta) {
        return apply(release, delta, Progress.silent());
    }

    /**
     * Applies a release whose files have been verified; fails, and leaves the database as it was, when the database is
     * not what the release starts from or does not come to have the release's root.
     *
     * @param progress is told how many operations are written so far
     * @return false when the database already holds the release, because another node was faster
     */
    public boolean apply(Published release, Delta delta, Progress progress) {
        boolean applied = withConnection(sql -> sql.transactionResult(transaction -> {
            PositionStore position = new PositionStore(transaction.dsl());
            position.lock();
            return apply(transaction.dsl(), position, release, delta, progress);
        }));
        if (applied) {
            vacuum(release.manifest());
        }
        return applied;
    }

    /** The releases whose changes were found by comparing states, because their delta was not to be had. */
    public List<Published> derived() {
        return withConnection(sql -> new PositionStore(sql).derived());
    }

    /** Puts the changes as they were published in the place of those that were found by comparing states. */
    public void explain(Published release, Delta delta) {
        withConnection(sql -> sql.transactionResult(transaction -> {
            PositionStore position = new PositionStore(transaction.dsl());
            position.lock();
            ChangeLogStore log = new ChangeLogStore(transaction.dsl());
            log.delete(delta.to());
            log.insert(delta.ops(), delta.to(), 1);
            position.explained(release.manifest());
            return delta.to();
        }));
    }

    /** Makes what records are found by, where the database has it not for all that it holds; false when it has. */
    public boolean fillDocuments() {
        boolean filled = withConnection(sql -> sql.transactionResult(transaction -> {
            PositionStore position = new PositionStore(transaction.dsl());
            position.lock();
            return new DocumentStore(transaction.dsl(), description).fill(sequence(position.newest()));
        }));
        if (filled) {
            vacuum(List.of(DocumentStore.DOCUMENTS, DocumentStore.WORDS));
        }
        return filled;
    }

    /** The same within a transaction, on whatever tables have the names of ours there. */
    boolean apply(DSLContext sql, PositionStore position, Published release, Delta delta, Progress progress) {
        Optional<Published> newest = position.newest();
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
        Map<String, Touched> touched = write(sql, release.manifest(), delta, progress);
        check(sql, newest.map(Published::manifest), release.manifest(), touched);
        checkRoot(release.manifest(), delta);
        documents(sql, sequence(newest), delta.to());
        position.insert(release, delta.derived());
        return true;
    }

    /** The tables of the manifest give its root; held here since the rows are compared with those tables. */
    private static void checkRoot(Manifest release, Delta delta) {
        if (!delta.toRoot().equals(release.root())) {
            throw new DatasetDamaged(
                    "release %s: root %s (expected: %s)".formatted(release.version(), delta.toRoot(), release.root()));
        }
    }

    /** Documents go on from those of the release before, which a node of an older Lode may have applied without any. */
    private void documents(DSLContext sql, int before, int after) {
        DocumentStore documents = new DocumentStore(sql, description);
        documents.fill(before);
        documents.apply(after);
    }

    private static int sequence(Optional<Published> release) {
        return release.map(held -> held.manifest().sequence()).orElse(0);
    }

    private static String name(Optional<Manifest.Previous> release) {
        return release.map(previous -> "%s, manifest %s".formatted(previous.version(), previous.manifestSha256()))
                .orElse("no release");
    }

    /** Writes all operations; returns what they did to each type. */
    private Map<String, Touched> write(DSLContext sql, Manifest release, Delta delta, Progress progress) {
        Map<String, Touched> touched = new TreeMap<>();
        List<Op.Merge> merges = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        Chunks.of(delta.ops(), ops -> {
            write(sql, kind(ops.getFirst().key().type(), release), ops, delta.to());
            new ChangeLogStore(sql).insert(ops, delta.to(), done.get() + 1);
            touched.computeIfAbsent(ops.getFirst().key().type(), type -> new Touched())
                    .add(ops);
            ops.stream()
                    .filter(Op.Merge.class::isInstance)
                    .map(Op.Merge.class::cast)
                    .forEach(merges::add);
            progress.at(
                    "applying " + release.version(),
                    done.addAndGet(ops.size()),
                    delta.ops().size());
        });
        merges.forEach(merge -> checkMerge(sql, merge, release));
        return touched;
    }

    private void write(DSLContext sql, RecordKind kind, List<Op> ops, int sequence) {
        RecordRowStore rows = new RecordRowStore(sql, kind);
        List<Leaf> begun = ops.stream().map(Op::after).filter(Objects::nonNull).toList();
        List<Leaf> leaves = begun.stream().filter(leaf -> !leaf.isRedacted()).toList();
        rows.checkBefore(ops);
        rows.close(ops, sequence);
        new RedactedStore(sql, kind).insert(begun, sequence);
        rows.insert(leaves, sequence);
        for (Table part : parts(kind)) {
            PartRowStore partRows = new PartRowStore(sql, part);
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

    private void check(DSLContext sql, Optional<Manifest> before, Manifest after, Map<String, Touched> touched) {
        BucketStore buckets = new BucketStore(sql);
        for (TableRoot expected : after.tables()) {
            TableRoot own = buckets.after(
                    kind(expected.type(), after),
                    before.flatMap(manifest -> manifest.table(expected.type()))
                            .orElseGet(() -> TableRoot.of(expected.type(), List.of())),
                    touched.getOrDefault(expected.type(), new Touched()));
            if (!own.equals(expected)) {
                throw new DatasetDamaged("release %s: %s has %d rows, root %s (expected: %d, %s)"
                        .formatted(
                                after.version(), own.type(), own.rows(), own.root(), expected.rows(), expected.root()));
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
        List<String> tables =
                new ArrayList<>(List.of("leaf", "change_log", "release", DocumentStore.DOCUMENTS, DocumentStore.WORDS));
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

    private <T> T withConnection(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.with(DSL.using(connection, SQLDialect.POSTGRES));
        } catch (SQLException | DataAccessException e) {
            throw DatabaseFailures.of("the database cannot take the release", e);
        }
    }
}
