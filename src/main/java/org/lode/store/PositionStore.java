package org.lode.store;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.Sha256;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.ReleaseReader;

/** Which releases the database holds. */
final class PositionStore {
    private static final long LOCK = 0x4c6f6465L;
    private static final Table<?> RELEASE = DSL.table(DSL.name("release"));
    private static final Field<Integer> SEQUENCE = Columns.column("sequence", SQLDataType.INTEGER);
    private static final Field<byte[]> MANIFEST_SHA256 = Columns.column("manifest_sha256", SQLDataType.BLOB);
    private static final Field<JSONB> MANIFEST = Columns.column("manifest", SQLDataType.JSONB);
    private static final Field<Boolean> DERIVED = Columns.column("derived", SQLDataType.BOOLEAN);
    private static final List<Field<?>> COLUMNS = List.of(
            SEQUENCE,
            Columns.column("version", SQLDataType.CLOB),
            Columns.column("schema_version", SQLDataType.CLOB),
            Columns.column("root", SQLDataType.BLOB),
            Columns.column("previous_root", SQLDataType.BLOB),
            MANIFEST_SHA256,
            Columns.column("published_at", SQLDataType.OFFSETDATETIME),
            Columns.column("notes", SQLDataType.CLOB),
            MANIFEST,
            DERIVED);

    private final DSLContext sql;

    PositionStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Waits until no other node applies a release, and keeps the others waiting until the transaction ends. */
    void lock() {
        sql.select(DSL.function("pg_advisory_xact_lock", SQLDataType.OTHER, DSL.val(LOCK)))
                .execute();
    }

    Optional<Published> newest() {
        return sql.select(MANIFEST, MANIFEST_SHA256)
                .from(RELEASE)
                .orderBy(SEQUENCE.desc())
                .limit(1)
                .fetchOptional(row -> ReleaseReader.stored(row.value1().data(), Sha256.hex(row.value2())));
    }

    /** The releases whose changes were found by comparing states. */
    List<Published> derived() {
        return sql.select(MANIFEST, MANIFEST_SHA256)
                .from(RELEASE)
                .where(DERIVED)
                .orderBy(SEQUENCE)
                .fetch(row -> ReleaseReader.stored(row.value1().data(), Sha256.hex(row.value2())));
    }

    /** Notes that the changes of a release are those that were published. */
    void explained(Manifest release) {
        sql.update(RELEASE)
                .set(DERIVED, false)
                .where(SEQUENCE.eq(release.sequence()))
                .execute();
    }

    /** Writes that the database holds this release; {@code derived} when its changes were found by comparing states. */
    void insert(Published release, boolean derived) {
        Manifest manifest = release.manifest();
        Manifest.Previous previous = manifest.previous();
        sql.insertInto(RELEASE, COLUMNS)
                .values(
                        manifest.sequence(),
                        manifest.version(),
                        manifest.schemaVersion(),
                        Sha256.bytes(manifest.root()),
                        previous == null ? null : Sha256.bytes(previous.root()),
                        Sha256.bytes(release.manifestSha256()),
                        manifest.publishedAt().atOffset(ZoneOffset.UTC),
                        manifest.notes(),
                        JSONB.valueOf(release.text()),
                        derived)
                .execute();
        announce(manifest.version());
    }

    /** Has every node that listens look again, once the transaction is committed. */
    void announce(String news) {
        sql.select(DSL.function("pg_notify", SQLDataType.OTHER, DSL.val(ReleaseStore.CHANNEL), DSL.val(news)))
                .execute();
    }
}
