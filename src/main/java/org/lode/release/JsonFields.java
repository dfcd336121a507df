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
        if (!text(name).equals(expected)) {
            throw wrong(name, "\"" + expected + "\"");
        }
    }

    public String text(String name) {
        if (!object.path(name).isString()) {
            throw wrong(name, "text");
        }
        return object.path(name).stringValue();
    }

    public @Nullable String optionalText(String name) {
        return object.path(name).isMissingNode() ? null : text(name);
    }

    public @Nullable String nullableText(String name) {
        return object.path(name).isNull() ? null : text(name);
    }

    public int count(String name) {
        return number(name, JsonNode::canConvertToInt).intValue();
    }

    int positive(String name) {
        if (count(name) == 0) {
            throw wrong(name, "a whole number from 1");
        }
        return count(name);
    }

    public long size(String name) {
        return number(name, JsonNode::canConvertToLong).longValue();
    }

    private JsonNode number(String name, Predicate<JsonNode> fits) {
        JsonNode value = object.path(name);
        if (!value.isIntegralNumber() || !fits.test(value) || value.longValue() < 0) {
            throw wrong(name, "a whole number from 0");
        }
        return value;
    }

    public String hash(String name) {
        if (!Sha256.isHex(object.path(name).asString(""))) {
            throw wrong(name, "64 hex digits");
        }
        return object.path(name).stringValue();
    }

    public @Nullable String optionalHash(String name) {
        return object.path(name).isNull() ? null : hash(name);
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
        if (count(name) != expected) {
            throw wrong(name, String.valueOf(expected));
        }
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
        if (!object.path(name).isArray()) {
            throw wrong(name, "a list");
        }
        List<T> items = new ArrayList<>();
        for (JsonNode item : object.path(name)) {
            items.add(read.apply(new JsonFields(item, "%s: %s[%d]".formatted(where, name, items.size()))));
        }
        return List.copyOf(items);
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
