package org.lode.graphql;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.OperationRequest.RequestNote;
import org.lode.release.Release;
import org.lode.release.Release.Withdrawn;
import tools.jackson.databind.json.JsonMapper;

/**
 * The result of an operation.
 *
 * @param result data, and errors that all have codes; the data of a subscription are a publisher of results
 * @param release that the answer is of; null when the operation did not run
 * @param withdrawn why that release is not to be used any more; null while it is
 * @param cost null when the document has errors
 * @param headers of the response over HTTP, by name
 */
public record OperationResult(
        ExecutionResult result,
        @Nullable Release release,
        @Nullable Withdrawn withdrawn,
        @Nullable Cost cost,
        Map<String, String> headers) {
    public List<GraphQLError> errors() {
        return result.getErrors();
    }

    /** The data as JSON; null when there are none, and for a subscription. */
    public @Nullable EncodedData data() {
        return result.getData() instanceof EncodedData data ? data : null;
    }

    public long actualCost() {
        EncodedData data = data();
        return data == null ? 0 : data.cost();
    }

    /** Returns what metrics and the access log record of it. */
    public RequestNote.Ran note() {
        return new RequestNote.Ran(
                release == null ? null : release.version(),
                errors().isEmpty()
                        ? null
                        : GraphQlErrors.code(errors().getFirst()).name(),
                cost == null ? null : cost.requested(),
                cost == null ? null : actualCost());
    }

    /** Returns the entries of {@code extensions} in a fixed order, so that equal answers have equal bytes. */
    public Map<String, Object> extensions() {
        Map<String, Object> extensions = new LinkedHashMap<>();
        if (release != null) {
            Map<String, Object> named = new LinkedHashMap<>();
            named.put("sequence", release.sequence());
            named.put("version", release.version());
            named.put("root", release.root());
            if (withdrawn != null) {
                named.put("withdrawn", withdrawn);
            }
            extensions.put("release", named);
        }
        if (cost != null) {
            Map<String, Object> costs = new LinkedHashMap<>();
            costs.put("requested", cost.requested());
            costs.put("actual", actualCost());
            costs.put("limit", cost.limit());
            extensions.put("cost", costs);
        }
        return extensions;
    }

    /** Returns the answer as a map with {@code data}, {@code errors} and {@code extensions}. */
    public Map<String, Object> toSpecification() {
        Map<Object, Object> extensions = new LinkedHashMap<>(extensions());
        return extensions.isEmpty()
                ? result.toSpecification()
                : result.transform(builder -> builder.extensions(extensions)).toSpecification();
    }

    /** The data of an answer as JSON, ready to send. Reading it as a map parses it. */
    public static final class EncodedData extends AbstractMap<String, @Nullable Object> {
        private static final JsonMapper JSON = JsonMapper.shared();

        private final byte[] json;
        private final int length;
        private final long cost;
        private volatile @Nullable Map<String, @Nullable Object> parsed;

        /**
         * Wraps JSON, which must not change afterwards.
         *
         * @param length how many of the bytes are used
         * @param cost of the fields in it
         */
        public EncodedData(byte[] json, int length, long cost) {
            this.json = json;
            this.length = length;
            this.cost = cost;
        }

        public long cost() {
            return cost;
        }

        /** Copies the JSON to a place in an array. */
        public void copyTo(byte[] target, int at) {
            System.arraycopy(json, 0, target, at, length);
        }

        public int length() {
            return length;
        }

        @Override
        public Set<Entry<String, @Nullable Object>> entrySet() {
            Map<String, @Nullable Object> map = parsed;
            if (map == null) {
                map = JSON.readerFor(Map.class).readValue(json, 0, length);
                parsed = map;
            }
            return map.entrySet();
        }

        @JsonValue
        @JsonRawValue
        String json() {
            return new String(json, 0, length, StandardCharsets.UTF_8);
        }
    }
}
