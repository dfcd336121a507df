package org.lode.publish;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.lode.failure.DatasetDamaged;
import org.lode.failure.StartFailed;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import org.lode.kind.Table;
import org.lode.release.Delta;
import org.lode.release.Leaf;
import org.lode.release.Manifest;
import org.lode.release.Op;
import org.lode.release.Published;
import org.lode.release.Roots;
import org.lode.release.State;
import org.lode.release.TableRoot;

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

    /**
     * Applies a release whose files have been verified; fails, and leaves the database as it was, when the database is
     * not what the release starts from or does not come to have the release's root.
     *
     * @return false when the database already holds the release, because another node was faster
     */
    public boolean apply(Published release, Delta delta) {
        boolean applied = withConnection(sql -> sql.transactionResult(transaction -> {
            PositionStore position = new PositionStore(transaction.dsl());
            position.lock();
            return apply(transaction.dsl(), position, release, delta);
        }));
        if (applied) {
            vacuum(delta);
        }
        return applied;
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
    boolean apply(DSLContext sql, PositionStore position, Published release, Delta delta) {
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
        write(sql, release, delta);
        check(sql, newest.map(Published::manifest), release.manifest(), delta);
        documents(sql, sequence(newest), delta.to());
        position.insert(release);
        return true;
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

    private void write(DSLContext sql, Published release, Delta delta) {
        byType(delta).forEach((type, ops) -> {
            RecordKind kind = kind(type, release.manifest());
            RecordRowStore rows = new RecordRowStore(sql, kind);
            rows.checkBefore(ops);
            rows.close(ops, delta.to());
            rows.insert(leaves(ops), delta.to());
            for (Table part : parts(kind)) {
                PartRowStore partRows = new PartRowStore(sql, part);
                partRows.close(ops, delta.to());
                partRows.insert(leaves(ops), delta.to());
            }
        });
        delta.ops().forEach(op -> checkMerge(sql, op, release.manifest()));
        ChangeLogStore log = new ChangeLogStore(sql);
        log.insertBodies(leaves(delta.ops()));
        log.insert(delta.ops(), delta.to());
    }

    private void checkMerge(DSLContext sql, Op op, Manifest release) {
        if (op instanceof Op.Merge merge) {
            State.checkMerge(
                    merge,
                    isLive(sql, kind(merge.key().type(), release), merge.into()),
                    isLive(sql, kind(State.REDIRECT, release), merge.key().id()));
        }
    }

    private static boolean isLive(DSLContext sql, RecordKind kind, String id) {
        return !new RecordRowStore(sql, kind).live(List.of(id)).isEmpty();
    }

    private void check(DSLContext sql, Optional<Manifest> before, Manifest after, Delta delta) {
        BucketStore buckets = new BucketStore(sql);
        Map<String, List<Op>> byType = byType(delta);
        List<TableRoot> tables = new ArrayList<>();
        for (TableRoot expected : after.tables()) {
            TableRoot own = buckets.after(
                    kind(expected.type(), after),
                    before.flatMap(manifest -> manifest.table(expected.type()))
                            .orElseGet(() -> TableRoot.of(expected.type(), List.of())),
                    byType.getOrDefault(expected.type(), List.of()));
            if (!own.equals(expected)) {
                throw new DatasetDamaged("release %s: %s has %d rows, root %s (expected: %d, %s)"
                        .formatted(
                                after.version(), own.type(), own.rows(), own.root(), expected.rows(), expected.root()));
            }
            tables.add(own);
        }
        if (!Roots.of(tables).root().equals(delta.toRoot())) {
            throw new DatasetDamaged("release %s: root %s (expected: %s)"
                    .formatted(after.version(), Roots.of(tables).root(), delta.toRoot()));
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

    private static Map<String, List<Op>> byType(Delta delta) {
        Map<String, List<Op>> byType = new TreeMap<>();
        delta.ops()
                .forEach(op -> byType.computeIfAbsent(op.key().type(), type -> new ArrayList<>())
                        .add(op));
        return byType;
    }

    private static List<Leaf> leaves(List<Op> ops) {
        return ops.stream().map(Op::after).filter(Objects::nonNull).toList();
    }

    /** Closed versions make counts over live ones slow until they are swept, and the planner knows no new row yet. */
    private void vacuum(Delta delta) {
        List<String> tables =
                new ArrayList<>(List.of("leaf", "change_log", "release", DocumentStore.DOCUMENTS, DocumentStore.WORDS));
        byType(delta)
                .keySet()
                .forEach(type -> description.type(type).ifPresent(kind -> {
                    tables.add(kind.name());
                    parts(kind).forEach(part -> tables.add(part.name()));
                }));
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
            throw new StartFailed("the database cannot take the release: " + reason(e), e);
        }
    }

    /** What the server said, in one line: drivers wrap it in the statement that it answers. */
    static String reason(Throwable failure) {
        Throwable next = failure instanceof SQLException sql && sql.getNextException() != null
                ? sql.getNextException()
                : failure.getCause();
        return next == null ? String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ") : reason(next);
    }
}
