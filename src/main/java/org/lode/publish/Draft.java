package org.lode.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.failure.DatasetDamaged;
import org.lode.failure.StartFailed;
import org.lode.kind.DataPackage;
import org.lode.kind.DataPackageReader;
import org.lode.kind.Field;
import org.lode.kind.RecordKind;
import org.lode.kind.Table;
import tools.jackson.core.JacksonException;

/** The tables of a dataset folder as people left them: the next release before it is one. */
public final class Draft {
    static final String REASONS = "reasons.csv";
    static final List<String> REASON_COLUMNS = List.of("id", "reason", "note");

    private final Path folder;
    private final DataPackage description;
    private final Map<String, List<Row>> tables = new LinkedHashMap<>();
    private final Map<String, Row> records = new HashMap<>();
    private final List<Row> reasons;
    private final List<Problem> unreadable = new ArrayList<>();

    private Draft(Path folder, DataPackage description) {
        this.folder = folder;
        this.description = description;
        for (Table table : description.tables()) {
            List<String> columns = table.fields().stream().map(Field::name).toList();
            tables.put(table.name(), new TableReader(table.name() + ".csv", columns, unreadable).read(folder));
        }
        this.reasons = new TableReader(REASONS, REASON_COLUMNS, unreadable).read(folder);
        for (RecordKind kind : description.shown()) {
            rows(kind).forEach(row -> records.putIfAbsent(row.text("id"), row));
        }
    }

    /** Reads the description and all tables of a folder; fails only when there is no description. */
    public static Draft read(Path folder) {
        Path file = folder.resolve("datapackage.json");
        try {
            return new Draft(folder, DataPackageReader.read(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new StartFailed(
                    "--dataset: %s has no datapackage.json that can be read (expected: a dataset folder)"
                            .formatted(folder),
                    e);
        } catch (IllegalArgumentException | JacksonException e) {
            throw new DatasetDamaged("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    public Path folder() {
        return folder;
    }

    public DataPackage description() {
        return description;
    }

    /** Everything that is wrong with the tables, in the order of tables and lines; empty when a release can be made. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>(unreadable);
        new Validator(this).check(problems::add);
        return Validator.inOrder(problems, this);
    }

    List<Row> rows(Table table) {
        return Collections.unmodifiableList(tables.getOrDefault(table.name(), List.of()));
    }

    /** The row of the record with this id, of whatever kind but a redirect; null when there is none. */
    @Nullable
    Row record(String id) {
        return records.get(id);
    }

    List<Row> reasons() {
        return reasons;
    }
}
