package org.lode.release;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.Release.CalendarVersion;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of one JSON object. A failure names the place, the field, its value and what was expected.
 *
 * @param where file and line, for failures
 */
public record JsonFields(JsonNode object, String where) {

    public JsonFields {
        if (!object.isObject()) {
            throw new DatasetDamaged("%s: %s (expected: an object)".formatted(where, brief(object)));
        }
    }

    /** Reads a file whose only line is an object in canonical form, and names this format. */
    static JsonFields ofFile(byte[] bytes, String file, String format) {
        JsonFields fields = of(Lines.single(bytes, file), file);
        fields.constant("format", format);
        return fields;
    }

    /** Reads a line with an object in canonical form. */
    static JsonFields of(byte[] line, String where) {
        return new JsonFields(CanonicalJson.read(line, where), where);
    }

    /** Fails unless the field is exactly this text. */
    public void constant(String name, String expected) {
        value(name, text -> text(name).equals(expected), "\"" + expected + "\"");
    }

    private JsonNode value(String name, Predicate<JsonNode> valid, String expected) {
        JsonNode value = object.path(name);
        if (!valid.test(value)) {
            throw wrong(name, expected);
        }
        return value;
    }

    public String text(String name) {
        return value(name, JsonNode::isString, "text").stringValue();
    }

    /** Reads the field of this name; returns null when it is null. */
    <T> @Nullable T nullable(String name, Function<String, T> read) {
        return object.path(name).isNull() ? null : read.apply(name);
    }

    public int count(String name) {
        return value(name, number -> size(name) <= Integer.MAX_VALUE, "a whole number from 0")
                .intValue();
    }

    int positive(String name) {
        return value(name, number -> count(name) > 0, "a whole number from 1").intValue();
    }

    public long size(String name) {
        Predicate<JsonNode> whole = number -> number.isIntegralNumber() && number.canConvertToLong();
        return value(name, whole.and(number -> number.longValue() >= 0), "a whole number from 0")
                .longValue();
    }

    public String hash(String name) {
        return value(name, text -> Sha256.isHex(text.asString("")), "64 hex digits")
                .stringValue();
    }

    /** Returns the field's text; fails unless it is a calendar version. */
    String version(String name) {
        return parsed(name, CalendarVersion::parse, "a version like 2026.11.0").toString();
    }

    /** Returns the key in the fields {@code type} and {@code id}; fails unless it is well-formed. */
    RecordKey key() {
        RecordKey key = new RecordKey(text("type"), text("id"));
        if (!key.wellFormed()) {
            throw wrong("id", "a type and an id like project:lofdal");
        }
        return key;
    }

    /** Fails unless the field is exactly this number. */
    void number(String name, int expected) {
        value(name, number -> count(name) == expected, String.valueOf(expected));
    }

    Instant instant(String name) {
        return parsed(name, Instant::parse, "an instant like 2026-11-22T09:00:00Z");
    }

    /** Parses the field's text; an IllegalArgumentException or DateTimeException becomes a failure with {@code expected}. */
    public <T> T parsed(String name, Function<String, T> read, String expected) {
        try {
            return read.apply(text(name));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw wrong(name, expected);
        }
    }

    public JsonFields child(String name) {
        return new JsonFields(object.path(name), where + ": " + name);
    }

    public <T> List<T> list(String name, Function<JsonFields, T> read) {
        List<T> items = new ArrayList<>();
        for (JsonNode item : value(name, JsonNode::isArray, "a list")) {
            items.add(read.apply(new JsonFields(item, "%s: %s[%d]".formatted(where, name, items.size()))));
        }
        return List.copyOf(items);
    }

    /** Returns the texts in a list; empty when the field is no list. */
    List<String> texts(String name) {
        return object.path(name).valueStream().map(JsonNode::asString).toList();
    }

    public DatasetDamaged wrong(String name, String expected) {
        return new DatasetDamaged(
                "%s: %s: %s (expected: %s)".formatted(where, name, brief(object.path(name)), expected));
    }

    private static String brief(JsonNode value) {
        String text = value.isMissingNode() ? "missing" : value.toString();
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
