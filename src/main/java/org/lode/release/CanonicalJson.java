package org.lode.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import org.erdtman.jcs.JsonCanonicalizer;
import org.lode.model.Failure.DatasetDamaged;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Canonical JSON: RFC 8785 without floating point, all text in Unicode NFC. */
public final class CanonicalJson {
    private static final long LARGEST = (1L << 53) - 1;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Sorts names as RFC 8785 does, by UTF-16 code units. */
    private static final ObjectWriter SORTED = JSON.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

    private CanonicalJson() {}

    /** Returns the canonical text of a value; fails with an IllegalArgumentException when the value has none. */
    public static String write(JsonNode value) {
        check(value);
        String text = SORTED.writeValueAsString(value);
        // Of whole numbers and text, Jackson writes only control characters in another way than RFC 8785.
        return text.contains("\\u") ? rewritten(text) : text;
    }

    /** Returns the bytes of a file with this value as its only line. */
    static byte[] file(JsonNode value) {
        return Lines.join(List.of(write(value)));
    }

    private static String rewritten(String text) {
        try {
            // The library takes objects and arrays alone.
            String inArray = new JsonCanonicalizer("[" + text + "]").getEncodedString();
            return inArray.substring(1, inArray.length() - 1);
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON value: " + e.getMessage(), e);
        }
    }

    /** Returns the RFC 8785 text of any JSON object. Numbers are doubles; text is not normalized. */
    public static String of(String object) {
        try {
            return new JsonCanonicalizer(object).getEncodedString();
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON object: " + e.getMessage(), e);
        }
    }

    /** Reads a value whose bytes must be canonical; {@code where} names the file and line in the failure. */
    public static JsonNode read(byte[] bytes, String where) {
        try {
            JsonNode value = JSON.readTree(bytes);
            if (!Arrays.equals(write(value).getBytes(StandardCharsets.UTF_8), bytes)) {
                throw new DatasetDamaged(where + ": bytes differ from their canonical form (expected: RFC 8785)");
            }
            return value;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new DatasetDamaged(
                    "%s: not readable (expected: one canonical JSON value, RFC 8785)".formatted(where), e);
        }
    }

    private static void check(JsonNode value) {
        if (value.isNumber()) {
            checkNumber(value);
        } else if (value.isString()) {
            checkText(value.stringValue());
        } else if (value.isObject()) {
            value.propertyNames().forEach(CanonicalJson::checkText);
        }
        value.values().forEach(CanonicalJson::check);
    }

    private static void checkNumber(JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || Math.abs(value.longValue()) > LARGEST) {
            throw new IllegalArgumentException(value + " (expected: a whole number within 2^53, decimals as text)");
        }
    }

    private static void checkText(String text) {
        if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            throw new IllegalArgumentException(text + " (expected: text in Unicode NFC)");
        }
    }
}
