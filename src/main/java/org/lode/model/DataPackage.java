package org.lode.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field.FieldType;
import org.lode.model.Shape.Member;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;

/** The description of the whole dataset: every table, and the relations between rows. */
public final class DataPackage {
    private static final String CITATIONS =
            "What sources say of this record and its fields, those that contradict it too.";

    private final String name;
    private final Imprint imprint;
    private final String schemaVersion;
    private final Map<String, String> enums;
    private final List<View> views;
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Map<String, RecordKind> byType = new LinkedHashMap<>();
    private final Map<String, RecordKind> byPrefix = new LinkedHashMap<>();
    private final Map<String, List<Relation>> relations = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Map<String, List<SearchField>> searched = new LinkedHashMap<>();

    DataPackage(
            String name,
            Imprint imprint,
            String schemaVersion,
            Map<String, String> enums,
            List<Table> tables,
            List<View> views) {
        this.name = name;
        this.imprint = imprint;
        this.schemaVersion = schemaVersion;
        this.enums = enums;
        this.views = views;
        for (Table table : tables) {
            this.tables.put(table.name(), table);
            if (table instanceof RecordKind kind) {
                byType.put(kind.type(), kind);
                byPrefix.put(kind.prefix(), kind);
            }
        }
        tables.forEach(table -> relations.put(table.name(), relate(table)));
        tables.forEach(table -> shapes.put(table.name(), Shape.of(this, table)));
        byType.values().forEach(kind -> searched.put(kind.name(), searchFields(kind)));
    }

    /** The name of the dataset. */
    public String name() {
        return name;
    }

    /** Creators and license of the dataset. */
    public Imprint imprint() {
        return imprint;
    }

    /** The version of the shape of records (SemVer), as in {@code schemaVersion} of a manifest. */
    public String schemaVersion() {
        return schemaVersion;
    }

    /** Descriptions of enums by their names. The description of another enum is that of its field. */
    public Map<String, String> enums() {
        return enums;
    }

    /** The flat tables that exports have beside the stored tables. */
    public List<View> views() {
        return views;
    }

    public List<Table> tables() {
        return List.copyOf(tables.values());
    }

    /** Every hashed kind, redirects among them, in the order of the description. */
    public List<RecordKind> records() {
        return List.copyOf(byType.values());
    }

    /** The kinds in GraphQL: all except redirects. */
    public List<RecordKind> shown() {
        return records().stream().filter(kind -> !kind.prefix().isEmpty()).toList();
    }

    public Table table(String name) {
        return Optional.ofNullable(tables.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no table " + name));
    }

    public RecordKind record(String table) {
        return (RecordKind) table(table);
    }

    public Optional<RecordKind> type(String type) {
        return Optional.ofNullable(byType.get(type));
    }

    /** The kind of the record with this id, by the prefix before the colon. */
    public Optional<RecordKind> ofId(String id) {
        int colon = id.indexOf(':');
        return colon < 1 ? Optional.empty() : Optional.ofNullable(byPrefix.get(id.substring(0, colon)));
    }

    /**
     * The tables that can have a row with this id. The id of a part is the id of its owner, and the values of its key, each after
     * a slash. Such a value may contain slashes.
     */
    public List<? extends Table> tablesOfId(String id) {
        long slashes = id.chars().filter(c -> c == '/').count();
        RecordKind kind = ofId(id).orElse(null);
        if (kind == null) {
            return List.of();
        }
        return slashes == 0
                ? List.of(kind)
                : partsOf(kind).stream()
                        .filter(part -> part.key().size() <= slashes)
                        .toList();
    }

    /** The GraphQL object type of this table. */
    public Shape shape(Table table) {
        return Objects.requireNonNull(shapes.get(table.name()));
    }

    /** The searched fields of this kind by descending weight; empty for a kind that is not searched. */
    public List<SearchField> searched(RecordKind kind) {
        return Objects.requireNonNull(searched.get(kind.name()));
    }

    /** Whether a searched text is a name of the record itself: one of weight A, or the beginning of its title. */
    public boolean isName(RecordKind kind, String path) {
        return searched(kind).stream()
                .filter(field -> field.path().equals(path))
                .anyMatch(field -> field.weight() == SearchField.Weight.A
                        || (field.reference() == null
                                && kind.title().names().contains(path)
                                && kind.title().isName()));
    }

    public List<PartKind> partsOf(RecordKind kind) {
        return belonging(PartKind.class, part -> part.owner().equals(kind.name()));
    }

    public List<LinkKind> linksOf(RecordKind kind) {
        return belonging(LinkKind.class, link -> link.owner().equals(kind.name()));
    }

    private <T extends Table> List<T> belonging(Class<T> type, Predicate<T> wanted) {
        return tables.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(wanted)
                .toList();
    }

    /** All relations from a row of this table to other rows. */
    public List<Relation> relations(Table table) {
        return relations.getOrDefault(table.name(), List.of());
    }

    private List<SearchField> searchFields(RecordKind kind) {
        List<SearchField> fields = new ArrayList<>();
        kind.search()
                .texts()
                .forEach((weight, paths) ->
                        paths.forEach(path -> fields.addAll(SearchField.of(this, kind, weight, path))));
        // The index is updated with the searched texts, so a title may use no other texts of related records.
        kind.title().parts().stream()
                .flatMap(part -> part.paths().stream())
                .filter(path -> !fields.isEmpty()
                        && !(shape(kind).member(path.split("\\.")[0]) instanceof Member.Leaf)
                        && !(shape(kind).member(path.split("\\.")[0]) instanceof Member.Embedded)
                        && fields.stream().noneMatch(field -> field.path().equals(path)))
                .findFirst()
                .ifPresent(path -> {
                    String expected = "a value of the record, or a text that is searched";
                    throw new DatasetDamaged(
                            "datapackage.json: title of %s: %s (expected: %s)".formatted(kind.name(), path, expected));
                });
        return List.copyOf(fields);
    }

    private List<Relation> relate(Table table) {
        List<Relation> found = new ArrayList<>();
        for (Field field : table.fields()) {
            if (field.type() == FieldType.REF) {
                found.add(new Relation.ToOne(field.graphqlName(), field, targets(field)));
            }
        }
        if (table instanceof RecordKind kind && !kind.prefix().isEmpty()) {
            relateMany(kind, found);
        }
        if (table instanceof PartKind part) {
            relateMany(part, found);
        }
        return List.copyOf(found);
    }

    private void relateMany(PartKind part, List<Relation> found) {
        for (PartKind.Collection collection : part.collections()) {
            Table target = table(collection.table());
            List<Field> by = collection.fields().stream().map(target::field).toList();
            found.add(new Relation.ToMany(collection.name(), target, by, collection.description()));
        }
    }

    private void relateMany(RecordKind kind, List<Relation> found) {
        for (RecordKind.Collection collection : kind.collections()) {
            Table target = table(collection.table());
            found.add(new Relation.ToMany(
                    collection.name(), target, List.of(target.field(collection.field())), collection.description()));
        }
        partsOf(kind)
                .forEach(part -> found.add(new Relation.ToMany(
                        part.part(),
                        part,
                        List.of(part.ownerField()),
                        part.presentation().description())));
        linksOf(kind).forEach(link -> found.add(new Relation.Linked(link.part(), record(targetOf(link)), link, true)));
        belonging(LinkKind.class, link -> targetOf(link).equals(kind.name())).stream()
                .filter(link -> link.inverse() != null)
                .forEach(link -> found.add(new Relation.Linked(
                        Objects.requireNonNull(link.inverse()), record(link.owner()), link, false)));
        RecordKind citations = record("citations");
        found.add(new Relation.ToMany("citations", citations, List.of(citations.field("subject_id")), CITATIONS));
    }

    private static String targetOf(LinkKind link) {
        return link.targetField().references().getFirst();
    }

    private List<RecordKind> targets(Field field) {
        return field.references().contains("*")
                ? shown()
                : field.references().stream().map(this::record).toList();
    }

    /**
     * The attribution that every copy of the dataset needs.
     *
     * @param license its name in the list of SPDX ({@code CC-BY-4.0})
     * @param licenseUrl where its text is
     */
    public record Imprint(String title, String creators, String license, String licenseUrl) {}
}
