package org.lode.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.StartFailed;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.query.ReadStore;
import org.lode.release.Manifest.Published;
import org.lode.release.Notice;
import org.lode.release.Notices;
import org.lode.release.RecordKey;
import org.lode.store.InspectionStore.Damage;
import org.lode.store.InspectionStore.Originals;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The table {@code notice}: withdrawals and redactions, each line beside the hash of its number and line. */
public final class NoticeStore {
    private static final String TABLE = "notice";

    /** What failures call the notices. */
    private static final String SOURCE = "the notices in the database";

    private final DSLContext sql;

    NoticeStore(DSLContext sql) {
        this.sql = sql;
    }

    /** A row as it was read; its content may be damaged. */
    private record Row(int n, String line, String hash) {
        boolean isSound() {
            return hash.equals(hashOf(n, line));
        }
    }

    private static String hashOf(int n, String line) {
        return Sha256.hexOf("%d %s".formatted(n, line));
    }

    private List<Row> rows() {
        return sql.resultQuery("select n, line, hash from {0} order by n", RebuildStore.real(sql, TABLE))
                .fetch(row ->
                        new Row(row.get(0, int.class), row.get(1, String.class), Sha256.hex(row.get(2, byte[].class))));
    }

    /** Returns the notices that the database holds. */
    Notices held() {
        return Notices.of(rows().stream().map(Row::line).toList(), SOURCE);
    }

    /** Inserts the lines after the first {@code from}, up to and including line {@code to}. */
    void insert(List<String> lines, int from, int to) {
        for (int n = from + 1; n <= to; n++) {
            String line = lines.get(n - 1);
            sql.execute(
                    "insert into {0} (n, line, hash) values ({1}, {2}, {3})",
                    RebuildStore.real(sql, TABLE), DSL.val(n), DSL.val(line), DSL.val(Sha256.bytes(hashOf(n, line))));
        }
    }

    /** Returns the rows that are damaged, and those before which others are missing. */
    List<Damage> damages() {
        List<Damage> damages = new ArrayList<>();
        int expected = 1;
        for (Row row : rows()) {
            if (row.n() != expected) {
                damages.add(new Damage.Notice(row.n(), "stands where %d is expected".formatted(expected)));
            } else if (!row.isSound()) {
                String own = hashOf(row.n(), row.line());
                String problem = "hash %s (expected: %s, that of its number and line)".formatted(row.hash(), own);
                damages.add(new Damage.Notice(row.n(), problem));
            }
            expected++;
        }
        return damages;
    }

    /** Replaces the rows by the notices of an origin. Fails unless they begin with those that the rows held. */
    void heal(Originals originals) {
        List<Row> held = rows();
        List<String> lines = originals.notices().lines();
        int count = held.stream().filter(Row::isSound).mapToInt(Row::n).reduce(held.size(), Math::max);
        if (lines.size() < count || !wereHeld(lines, held)) {
            throw new DatasetDamaged("the origin has %d other notices (expected: the %d that this database held, first)"
                    .formatted(lines.size(), count));
        }
        sql.execute("delete from {0}", RebuildStore.real(sql, TABLE));
        insert(lines, 0, count);
    }

    /** Returns whether each row was one of these lines: its text or its hash says so. */
    private static boolean wereHeld(List<String> lines, List<Row> held) {
        Set<String> known = new HashSet<>(lines);
        IntStream.rangeClosed(1, lines.size()).forEach(n -> known.add(hashOf(n, lines.get(n - 1))));
        return held.stream().allMatch(row -> known.contains(row.line()) || known.contains(row.hash()));
    }

    /** Reads the notices for requests. */
    @Component
    public static final class Reader {
        private final ReadStore store;

        Reader(ReadStore store) {
            this.store = store;
        }

        /** Reads all notices there are now. */
        public Mono<Notices> read() {
            return store.read(DSL.resultQuery("select line from notice order by n"), row -> Columns.text(row, 0))
                    .collectList()
                    .map(lines -> Notices.of(lines, SOURCE));
        }
    }

    /** Brings the database to the notices of an origin: all of them in one transaction, or none. */
    public static final class Writer {
        private final DSLContext sql;
        private final DataPackage description;

        public Writer(DataSource source, DataPackage description) {
            this.description = description;
            this.sql = DSL.using(source, SQLDialect.POSTGRES);
        }

        /** Returns the notices that the database holds; empty when a row is damaged. */
        public Optional<Notices> held() {
            return sql.connectionResult(connection -> {
                NoticeStore notices = new NoticeStore(DSL.using(connection, SQLDialect.POSTGRES));
                return notices.damages().isEmpty() ? Optional.of(notices.held()) : Optional.empty();
            });
        }

        /**
         * Inserts the notices that the database does not hold yet, redacts the records that they name, and notifies every node. Fails,
         * and leaves the database as it was, when the notices do not begin with those that it holds.
         *
         * @return how many were inserted
         */
        public int apply(Notices notices) {
            return sql.transactionResult(transaction -> {
                ManifestStore manifests = new ManifestStore(transaction.dsl());
                manifests.lock();
                return apply(transaction.dsl(), manifests, notices);
            });
        }

        private int apply(DSLContext sql, ManifestStore manifests, Notices notices) {
            NoticeStore store = new NoticeStore(sql);
            Notices held = store.held();
            if (!held.isPrefixOf(notices)) {
                throw new DatasetDamaged(
                        "%d notices that begin otherwise (expected: the %d that this database holds first)"
                                .formatted(notices.count(), held.count()));
            }
            store.insert(notices.lines(), held.count(), notices.count());
            redact(sql, manifests, notices.all().subList(held.count(), notices.count()));
            manifests.notifyNodes("notice " + notices.count());
            return notices.count() - held.count();
        }

        /** Deletes the content of these records from what the database holds. Releases that come later have no content of them. */
        private void redact(DSLContext sql, ManifestStore manifests, List<Notice> added) {
            List<Notice.Redaction> redactions = added.stream()
                    .filter(Notice.Redaction.class::isInstance)
                    .map(Notice.Redaction.class::cast)
                    .toList();
            Optional<Published> newest = manifests.newest();
            if (!redactions.isEmpty() && newest.isPresent()) {
                redactions.forEach(redaction -> redact(sql, redaction));
                int sequence = newest.get().manifest().sequence();
                new SearchDocumentStore(sql, description).refill(sequence);
            }
        }

        /** Deletes the content of a record from every table; its hashes stay. The notice must be held already. */
        private void redact(DSLContext sql, Notice.Redaction redaction) {
            RecordKey key = redaction.removed().key();
            RecordKind kind = description
                    .type(key.type())
                    .orElseThrow(() -> new StartFailed("notice %d: %s (expected: a record of schema %s)"
                            .formatted(redaction.n(), key, description.schemaVersion())));
            List<String> held = new RecordRowStore(sql, kind).redact(key.id());
            // A version that the notice does not name: then it is about something else.
            if (!Set.copyOf(redaction.removed().leaves()).containsAll(held)) {
                throw new DatasetDamaged("notice %d: leaves %s of %s (expected: those that the database holds, %s)"
                        .formatted(redaction.n(), redaction.removed().leaves(), key, held));
            }
            description.partsOf(kind).forEach(part -> new RecordRowStore.PartRows(sql, part).delete(key.id()));
            description.linksOf(kind).forEach(link -> new RecordRowStore.PartRows(sql, link).delete(key.id()));
            new ChangeLogStore(sql).redact(key);
        }
    }
}
