package org.lode.store;

import static org.jooq.impl.DSL.inline;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Sha256;
import org.lode.release.Cause;
import org.lode.release.Delta;
import org.lode.release.Lines;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Op;
import org.lode.release.Reason;
import org.lode.release.RecordKey;
import org.lode.release.Roots.TableRoot;
import org.lode.release.State;

/** Finds what a release changes by comparing the records that the database holds with those of the release. */
public final class ComparisonStore {
    private static final Cause UNSTATED = new Cause(Reason.UNSTATED);

    private final DataSource source;
    private final DataPackage description;

    public ComparisonStore(DataSource source, DataPackage description) {
        this.source = source;
        this.description = description;
    }

    /** Where the full file of a type is. */
    @FunctionalInterface
    public interface FullFiles {
        Lines of(TableRoot table);
    }

    /**
     * The changes that lead from what the database holds to this release.
     *
     * @param before the newest release that the database holds
     * @param files asked for the types alone that the release changes
     */
    public Delta derive(Optional<Published> before, Published release, FullFiles files) {
        Manifest manifest = release.manifest();
        SortedMap<String, FullTable> tables = new TreeMap<>();
        Set<RecordKey> redacted =
                new NoticeStore(DSL.using(source, SQLDialect.POSTGRES)).held().redacted();
        for (TableRoot table : manifest.tables()) {
            Optional<TableRoot> own = before.flatMap(held -> held.manifest().table(table.type()));
            if (!own.equals(Optional.of(table)) && (own.isPresent() || table.rows() > 0)) {
                String file = "full/%s.jsonl of %s".formatted(table.type(), manifest.version());
                tables.put(table.type(), FullTable.read(files.of(table), table, redacted, file));
            }
        }
        return Delta.of(manifest, new Ops(tables, entries(tables)), /* derived= */ true);
    }

    private List<Entry> entries(SortedMap<String, FullTable> tables) {
        try (Connection connection = source.getConnection()) {
            DSLContext sql = DSL.using(connection, SQLDialect.POSTGRES);
            Map<String, String> redirects = redirects(sql, tables.get(State.REDIRECT));
            List<Entry> entries = new ArrayList<>();
            tables.forEach((type, table) -> compare(live(sql, type), table, type, redirects, entries));
            return entries;
        } catch (SQLException e) {
            throw new StartFailed("the database cannot be read: " + e.getMessage(), e);
        }
    }

    /** The redirects that are new in the release: from which id to which. */
    private Map<String, String> redirects(DSLContext sql, @Nullable FullTable table) {
        Map<String, String> redirects = new HashMap<>();
        if (table != null) {
            SortedMap<String, String> live = live(sql, State.REDIRECT);
            for (int line = 0; line < table.keys().size(); line++) {
                String id = table.keys().get(line).id();
                if (!live.containsKey(id)) {
                    redirects.put(id, table.leaf(line).data().path("new_id").asString(""));
                }
            }
        }
        return redirects;
    }

    private SortedMap<String, String> live(DSLContext sql, String type) {
        SortedMap<String, String> live = new TreeMap<>();
        description
                .type(type)
                .ifPresent(kind -> sql.select(RecordRowStore.ID, RecordRowStore.ROW_HASH)
                        .from(DSL.table(DSL.name(kind.name())))
                        .where(RecordRowStore.TO_SEQ.eq(inline(RecordRowStore.OPEN)))
                        .forEach(row -> live.put(row.value1(), Sha256.hex(row.value2()))));
        description.type(type).ifPresent(kind -> live.putAll(new RedactedStore(sql, kind).live()));
        return live;
    }

    private static void compare(
            SortedMap<String, String> live,
            FullTable table,
            String type,
            Map<String, String> redirects,
            List<Entry> entries) {
        List<Entry> found = new ArrayList<>();
        for (int line = 0; line < table.keys().size(); line++) {
            String before = live.remove(table.keys().get(line).id());
            if (before == null || !before.equals(Sha256.hex(table.hashes().get(line)))) {
                found.add(new Entry(table.keys().get(line), before, line, null));
            }
        }
        live.forEach((id, hash) -> found.add(new Entry(new RecordKey(type, id), hash, -1, redirects.get(id))));
        found.sort((a, b) -> a.key().compareTo(b.key()));
        entries.addAll(found);
    }

    /**
     * One change, without content.
     *
     * @param line where the content is; -1 when the record goes
     * @param into the record that stands for one that goes; null when none does
     */
    private record Entry(
            RecordKey key,
            @Nullable String before,
            int line,
            @Nullable String into) {}

    /** The operations, each made when it is asked for: their content stays in the files. */
    private static final class Ops extends AbstractList<Op> implements RandomAccess {
        private final Map<String, FullTable> tables;
        private final List<Entry> entries;

        Ops(Map<String, FullTable> tables, List<Entry> entries) {
            this.tables = tables;
            this.entries = entries;
        }

        @Override
        public Op get(int index) {
            Entry entry = entries.get(index);
            FullTable table = Objects.requireNonNull(tables.get(entry.key().type()));
            String before = entry.before();
            if (before == null) {
                return new Op.Add(table.leaf(entry.line()), UNSTATED);
            }
            if (entry.line() >= 0) {
                return new Op.Mod(before, table.leaf(entry.line()), List.of(), UNSTATED);
            }
            return entry.into() == null
                    ? new Op.Del(entry.key(), before, UNSTATED)
                    : new Op.Merge(entry.key(), before, entry.into(), UNSTATED);
        }

        @Override
        public int size() {
            return entries.size();
        }
    }
}
