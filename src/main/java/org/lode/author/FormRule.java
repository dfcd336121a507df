package org.lode.author;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field;
import org.lode.model.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.Table;

/** Each cell is filled in where it must be, and written as its type, list of values, pattern and bounds say. */
final class FormRule implements Rule {
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,8}");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        for (Table table : draft.description().tables()) {
            for (Field field : table.fields()) {
                for (Row row : draft.rows(table)) {
                    String expected = expected(field, row.get(field.name()));
                    if (expected != null) {
                        report.accept(row.problem(field.name(), expected));
                    }
                }
            }
        }
    }

    /** What was expected instead of this text; null when nothing is wrong with it. */
    @Nullable
    String expected(Field field, @Nullable String text) {
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
                && !patterns.computeIfAbsent(pattern, Pattern::compile)
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
        return new BigDecimal(text).scale() <= field.scale()
                ? null
                : "at most %d digits after the point".formatted(field.scale());
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
}
