package org.lode.author;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft.Row;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.Table.PartKind;

/** Rules that hold for every table by its description: form of cells, keys, order of rows, references and ranges. */
final class TableRules extends Rules {
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,8}");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    /** Columns of which the first holds at most what the second holds. */
    private static final Map<String, String> RANGES =
            Map.of("start_date", "end_date", "opened", "closed", "from_date", "to_date", "value_low", "value_high");

    TableRules(Draft draft, Consumer<Problem> report) {
        super(draft, report);
    }

    @Override
    void check() {
        for (Table table : draft.description().tables()) {
            table.fields().forEach(field -> checkCells(table, field));
            checkKeys(table);
            checkOrder(table);
            table.fields().stream()
                    .filter(field -> field.type() == FieldType.REF)
                    .forEach(field -> checkReferences(table, field));
            if (table instanceof PartKind part) {
                part.collections().forEach(collection -> checkReferences(part, collection));
            }
            RANGES.forEach((from, to) -> checkRange(table, from, to));
            if (table instanceof RecordKind kind && kind.prefix().isEmpty()) {
                draft.rows(kind).forEach(this::checkRedirect);
            }
        }
    }

    private void checkCells(Table table, Field field) {
        for (Row row : draft.rows(table)) {
            String expected = expected(field, row.get(field.name()));
            if (expected != null) {
                problem(row, field.name(), expected);
            }
        }
    }

    /** Returns what a cell of this field must be instead of this text; null when the text is valid. */
    static @Nullable String expected(Field field, @Nullable String text) {
        if (text == null) {
            return field.required() ? "a value" : null;
        }
        String form = form(field, text);
        if (form != null) {
            return form;
        }
        if (!field.allowed().isEmpty() && !field.allowed().contains(text)) {
            return "one of " + String.join(", ", field.allowed());
        }
        String pattern = field.pattern();
        if (pattern != null
                && !PATTERNS.computeIfAbsent(pattern, Pattern::compile)
                        .matcher(text)
                        .find()) {
            return "text like " + pattern;
        }
        return withinBounds(field, text) ? null : bounds(field);
    }

    private static @Nullable String form(Field field, String text) {
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM -> null;
            case INTEGER -> INTEGER.matcher(text).matches() ? null : "a whole number, like 42";
            case DECIMAL -> decimal(field, text);
            case BOOLEAN -> List.of("true", "false").contains(text) ? null : "true or false";
            case DATE -> date(text);
            case LIST -> list(text);
        };
    }

    private static @Nullable String decimal(Field field, String text) {
        if (!DECIMAL.matcher(text).matches()) {
            return "a plain decimal, like 0.25";
        }
        boolean fits = new BigDecimal(text).scale() <= field.scale();
        return fits ? null : "at most %d digits after the point".formatted(field.scale());
    }

    private static @Nullable String date(String text) {
        try {
            PartialDate.parse(text);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static @Nullable String list(String text) {
        List<String> items = List.of(text.split("\\|", -1));
        boolean good = items.stream().noneMatch(item -> item.isEmpty() || !item.equals(item.strip()))
                && items.stream().distinct().count() == items.size();
        return good ? null : "different texts, with | between them and no spaces beside it";
    }

    private static boolean withinBounds(Field field, String text) {
        if (field.type() != FieldType.INTEGER && field.type() != FieldType.DECIMAL) {
            return true;
        }
        BigDecimal value = new BigDecimal(text);
        return (field.minimum() == null || value.compareTo(new BigDecimal(field.minimum())) >= 0)
                && (field.maximum() == null || value.compareTo(new BigDecimal(field.maximum())) <= 0);
    }

    private static String bounds(Field field) {
        if (field.minimum() == null) {
            return "at most " + field.maximum();
        }
        return field.maximum() == null
                ? "at least " + field.minimum()
                : "from %s to %s".formatted(field.minimum(), field.maximum());
    }

    /** Each key occurs once, and each id begins with the prefix of its kind. */
    private void checkKeys(Table table) {
        List<String> columns = table.keyColumns();
        repeated(
                draft.rows(table),
                row -> row.texts(columns),
                (first, row) ->
                        problem(row, columns.getLast(), "each key once; line %d has the same".formatted(first.line())));
        if (table instanceof RecordKind kind && !kind.prefix().isEmpty()) {
            String start = kind.prefix() + ":";
            for (Row row : draft.rows(kind)) {
                require(!row.has("id") || row.id().startsWith(start), row, "id", "an id that begins with " + start);
            }
        }
    }

    /** Rows are sorted by their keys. Reports one problem for a table, however many rows are out of order. */
    private void checkOrder(Table table) {
        List<String> columns = table.keyColumns();
        @Nullable Row first = null;
        @Nullable Row before = null;
        int later = 0;
        int line = 0;
        for (Row row : draft.rows(table)) {
            if (before != null && Row.compareKeys(before.texts(columns), row.texts(columns)) > 0) {
                later += first == null ? 0 : 1;
                line = first == null ? before.line() : line;
                first = first == null ? row : first;
            }
            before = row;
        }
        if (first != null) {
            String order = "rows in the order of %s; line %d comes after".formatted(String.join(", ", columns), line);
            String all = "%s; %d rows are out of order, and lode format sorts".formatted(order, later + 1);
            problem(first, columns.getFirst(), later == 0 ? order : all);
        }
    }

    /** Each id names a record of an allowed table. Reports one problem for a missing id, however many rows name it. */
    private void checkReferences(Table table, Field field) {
        List<Row> missing = draft.rows(table).stream()
                .filter(row -> row.has(field.name()) && !draft.isBroken(row.text(field.name())))
                .filter(row -> !isIn(field.references(), named(row, field.name())))
                .toList();
        String expected = "the id of a record in "
                + (field.references().contains("*") ? "any table" : String.join(" or ", field.references()));
        grouped(missing, row -> row.text(field.name())).values().forEach(rows -> {
            String all = rows.size() == 1 ? "" : "; %d rows name it".formatted(rows.size());
            problem(rows.getFirst(), field.name(), expected + all);
        });
    }

    private static boolean isIn(List<String> tables, @Nullable Row target) {
        return target != null
                && (tables.contains("*")
                        || tables.stream().anyMatch(name -> target.file().equals(name + ".csv")));
    }

    /** Each row of another part that names a row of this part has a key that the same owner has here. */
    private void checkReferences(PartKind part, PartKind.Collection naming) {
        Set<List<String>> keys = draft.rows(part).stream()
                .map(row -> row.texts(part.keyColumns()))
                .collect(Collectors.toSet());
        for (Row row : draft.rows(naming.table())) {
            String expected = "the key of a row of %s of %s".formatted(part.name(), row.id());
            require(
                    keys.contains(row.texts(naming.fields())),
                    row,
                    naming.fields().getLast(),
                    expected);
        }
    }

    private void checkRange(Table table, String from, String to) {
        if (!table.columns().containsAll(List.of(from, to))) {
            return;
        }
        boolean dates = table.field(to).type() == FieldType.DATE;
        for (Row row : draft.rows(table)) {
            boolean wrong = dates
                    ? date(row, from)
                            .flatMap(low ->
                                    date(row, to).filter(high -> high.last().isBefore(low.first())))
                            .isPresent()
                    : number(row, from)
                            .flatMap(low -> number(row, to).filter(high -> low.compareTo(high) > 0))
                            .isPresent();
            require(!wrong, row, to, "not %s %s, %s".formatted(dates ? "before" : "below", from, row.text(from)));
        }
    }

    /** A redirect leads from an id that no record has now to a record of the same kind. */
    private void checkRedirect(Row row) {
        Optional<RecordKind> kind = draft.description().ofId(row.text("id"));
        require(draft.record(row.text("id")) == null, row, "id", "an id that no record has any more");
        require(kind.isPresent(), row, "id", "an id that begins with the word of a kind of record");
        boolean same = kind.isEmpty() || kind.equals(draft.description().ofId(row.text("new_id")));
        require(same, row, "new_id", "the id of a record of the same kind");
    }
}
