package org.lode.cite;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.ClientJson;
import org.lode.http.GraphQlRequest;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Sha256;
import org.lode.release.CanonicalJson;
import org.lode.release.Release;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A query with its release: what an id below {@code /q} names.
 *
 * @param canonical all of it as one line of JSON (RFC 8785), of which the id is the SHA-256
 */
record CitedQuery(
        String document,
        @Nullable String operationName,
        Map<String, @Nullable Object> variables,
        Named release,
        String canonical) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A release as a citation names it. */
    record Named(int sequence, String version, String root) {

        /** Whether this is that release, and not another with the same number. */
        boolean is(Release release) {
            return sequence == release.sequence() && version.equals(release.version()) && root.equals(release.root());
        }
    }

    /** The query of a request, asked of a release; fails where it has no one form as JSON. */
    static CitedQuery of(GraphQlRequest asked, Release release) {
        Named named = new Named(release.sequence(), release.version(), release.root());
        String name = asked.operationName() == null || asked.operationName().isEmpty() ? null : asked.operationName();
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("document", asked.document());
        all.put("operationName", name);
        all.put("variables", asked.variables());
        all.put("release", named);
        String text = JSON.writeValueAsString(all);
        check(JSON.valueToTree(asked.variables()));
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new BadRequest("query", "half a character", "Unicode");
        }
        return new CitedQuery(asked.document(), name, asked.variables(), named, CanonicalJson.of(text));
    }

    /** The query that was written as this JSON. */
    static CitedQuery read(JsonNode written) {
        JsonNode name = written.path("operationName");
        return new CitedQuery(
                written.path("document").asString(),
                name.isNull() ? null : name.asString(),
                ClientJson.map(written.path("variables")),
                JSON.treeToValue(written.path("release"), Named.class),
                CanonicalJson.of(JSON.writeValueAsString(written)));
    }

    /** RFC 8785 writes numbers as doubles: two that are one as such would have one id. */
    private static void check(JsonNode value) {
        if (value.isIntegralNumber()) {
            BigInteger exact = value.bigIntegerValue();
            double near = exact.doubleValue();
            if (Double.isInfinite(near) || new BigDecimal(near).compareTo(new BigDecimal(exact)) != 0) {
                throw new BadRequest("variables", value, "a number that a double holds, or a text");
            }
        } else if (value.isNumber() && !Double.isFinite(value.doubleValue())) {
            throw new BadRequest("variables", value, "a number that a double holds, or a text");
        }
        value.values().forEach(CitedQuery::check);
    }

    String id() {
        return Sha256.hex(Sha256.of(canonical.getBytes(StandardCharsets.UTF_8)));
    }

    /** What it asks of the engine. */
    GraphQlRequest asked() {
        return new GraphQlRequest(document, null, operationName, variables, Map.of());
    }
}
