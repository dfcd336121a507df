package org.lode.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.RecordKind;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Table;
import tools.jackson.core.JacksonException;

/** The tables of a dataset folder as people left them: the next release before it is one. */
public final class Draft {
    public static final String REASONS = "reasons.csv";
    public static final List<String> REASON_COLUMNS = List.of("id", "reason", "note");

    private final Path folder;
    private final DataPackage description;
    private final Map<String, List<Row>> tables = new LinkedHashMap<>();
    private final Map<String, Row> records = new HashMap<>();
    private final List<Row> reasons;
    private final List<Problem> unreadable = new ArrayList<>();
    private final Set<String> brokenIds = new HashSet<>();
    private final List<Problem> found;
    private boolean whole = true;

    private Draft(Path folder, DataPackage description) {
        this.folder = folder;
        this.description = description;
        for (Table table : description.tables()) {
            List<String> columns = table.fields().stream().map(Field::name).toList();
            tables.put(table.name(), read(table.name() + ".csv", columns));
        }
        this.reasons = read(REASONS, REASON_COLUMNS);
        for (RecordKind kind : description.shown()) {
            rows(kind).forEach(row -> records.putIfAbsent(row.text("id"), row));
        }
        this.found = check();
    }

    /** Reads the description and all tables of a folder; fails only when there is no description. */
    public static Draft read(Path folder) {
        return new Draft(folder, description(folder));
    }

    static DataPackage description(Path folder) {
        Path file = folder.resolve("datapackage.json");
        try {
            return DataPackageReader.read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new StartFailed(
                    "--dataset: %s has no datapackage.json that can be read (expected: a dataset folder)"
                            .formatted(folder),
                    e);
        } catch (IllegalArgumentException | JacksonException e) {
            throw new DatasetDamaged("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private List<Row> read(String file, List<String> columns) {
        TableReader reader = new TableReader(file, columns, unreadable);
        List<Row> rows = reader.read(folder);
        brokenIds.addAll(reader.brokenIds());
        whole &= reader.isWhole();
        return rows;
    }

    public Path folder() {
        return folder;
    }

    public DataPackage description() {
        return description;
    }

    /** What is wrong, so that no release can be made; in the order of tables and lines. */
    public List<Problem> problems() {
        return found.stream().filter(problem -> !problem.warning()).toList();
    }

    /** What may be right but should be looked at; in the order of tables and lines. */
    public List<Problem> warnings() {
        return found.stream().filter(Problem::warning).toList();
    }

    /** While a table cannot be read, the others seem to lack what is in it: nothing is said of them. */
    private List<Problem> check() {
        List<Problem> all = new ArrayList<>(unreadable);
        if (whole) {
            new Validator(this).check(all::add);
        }
        return inOrder(all);
    }

    /** Fails when a table cannot be read. */
    void requireWhole() {
        if (!whole || !brokenIds.isEmpty()) {
            throw new DatasetDamaged(unreadable.getFirst().toString());
        }
    }

    /** The problems in the order of tables, then lines, then columns. */
    List<Problem> inOrder(List<Problem> problems) {
        List<String> files = new ArrayList<>(description.tables().stream()
                .map(table -> table.name() + ".csv")
                .toList());
        files.add(REASONS);
        return problems.stream()
                .distinct()
                .sorted(Comparator.<Problem>comparingInt(problem -> files.indexOf(problem.file()))
                        .thenComparingInt(Problem::line)
                        .thenComparing(Problem::column))
                .toList();
    }

    List<Row> rows(Table table) {
        return rows(table.name());
    }

    /** The rows of a table; none when there is no such table. */
    List<Row> rows(String table) {
        return Collections.unmodifiableList(tables.getOrDefault(table, List.of()));
    }

    /** The row of the record with this id, of whatever kind but a redirect; null when there is none. */
    @Nullable
    Row record(String id) {
        return records.get(id);
    }

    /** Whether this is the id of a row that could not be read, which is reported already. */
    boolean isBroken(String id) {
        return brokenIds.contains(id);
    }

    List<Row> reasons() {
        return reasons;
    }
}
