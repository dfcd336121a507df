package org.lode.cite;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.ClientJson;
import org.lode.http.GraphQlRequest;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Sha256;
import org.lode.release.CanonicalJson;
import org.lode.release.Release;
import org.lode.release.Release.Withdrawn;
import org.lode.release.Releases;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A query of one release: what an id below {@code /q} names.
 *
 * @param canonical all of it as one line of JSON (RFC 8785); the id is its SHA-256
 */
record CitedQuery(
        String document,
        @Nullable String operationName,
        Map<String, @Nullable Object> variables,
        ReleaseName release,
        String canonical) {
    private static final JsonMapper JSON = JsonMapper.shared();

    record ReleaseName(int sequence, String version, String root) {

        private boolean names(Release release) {
            return sequence == release.sequence() && version.equals(release.version()) && root.equals(release.root());
        }
    }

    /**
     * A cited query as a request names it.
     *
     * @param expected hash of its answer when it was cited; empty when unknown
     * @param stored whether this server finds it by its id alone
     * @param known the releases of this server
     */
    record Resolved(CitedQuery query, String expected, boolean stored, Releases known) {

        /** Returns the cited release; fails unless this server has it with the same root. */
        Release release() {
            ReleaseName name = query.release();
            return known.find(name.sequence())
                    .map(Releases.Entry::release)
                    .filter(name::names)
                    .orElseThrow(() -> new ResponseStatusException(
                            HttpStatus.NOT_FOUND,
                            "release: %s with root %s is not held here (expected: a server that holds it)"
                                    .formatted(name.version(), name.root())));
        }

        /** Returns the releases as they were while the cited one was the latest. */
        Releases releasesThen() {
            return known.upTo(release());
        }

        /** Returns why the cited release must not be used any more; empty while it may be used. */
        Optional<Withdrawn> withdrawn() {
            return known.withdrawn(query.release().sequence());
        }

        /**
         * Returns the warnings that every format of the citation shows.
         *
         * @param sha256 of the answer today
         */
        List<String> warnings(String sha256) {
            List<String> warnings = new ArrayList<>();
            if (!expected.isEmpty() && !expected.equals(sha256)) {
                warnings.add("the answer is not the one that was cited: its SHA-256 was %s and is %s%s"
                        .formatted(
                                expected,
                                sha256,
                                known.notices().count() == 0 ? "" : "; something may have been redacted since"));
            }
            withdrawn().map(Withdrawn::text).ifPresent(warnings::add);
            return warnings;
        }
    }

    /** Returns the query of a request, asked of a release; fails when a value has no single form in canonical JSON. */
    static CitedQuery of(GraphQlRequest request, Release release) {
        ReleaseName releaseName = new ReleaseName(release.sequence(), release.version(), release.root());
        String given = request.operationName();
        String name = given == null || given.isEmpty() ? null : given;
        String text = JSON.writeValueAsString(JSON.createObjectNode()
                .put("document", request.document())
                .put("operationName", name)
                .putPOJO("variables", request.variables())
                .putPOJO("release", releaseName));
        requireDoubles(JSON.valueToTree(request.variables()));
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new BadRequest("query", "half a character", "Unicode");
        }
        return new CitedQuery(request.document(), name, request.variables(), releaseName, CanonicalJson.of(text));
    }

    /** Reads a query from its canonical JSON. */
    static CitedQuery read(JsonNode written) {
        JsonNode name = written.path("operationName");
        return new CitedQuery(
                written.path("document").asString(),
                name.isNull() ? null : name.asString(),
                ClientJson.map(written.path("variables")),
                JSON.treeToValue(written.path("release"), ReleaseName.class),
                CanonicalJson.of(JSON.writeValueAsString(written)));
    }

    /** Fails at a number that no double holds: RFC 8785 writes doubles, so two such numbers could get one id. */
    private static void requireDoubles(JsonNode value) {
        if (value.isIntegralNumber()) {
            BigInteger exact = value.bigIntegerValue();
            double near = exact.doubleValue();
            if (Double.isInfinite(near) || new BigDecimal(near).compareTo(new BigDecimal(exact)) != 0) {
                throw new BadRequest("variables", value, "a number that a double holds, or a text");
            }
        } else if (value.isNumber() && !Double.isFinite(value.doubleValue())) {
            throw new BadRequest("variables", value, "a number that a double holds, or a text");
        }
        value.values().forEach(CitedQuery::requireDoubles);
    }

    String id() {
        return Sha256.hexOf(canonical);
    }

    GraphQlRequest request() {
        return new GraphQlRequest(document, null, operationName, variables, Map.of());
    }

    /** Returns its path on a server that stores it. */
    String path() {
        return "/q/" + id();
    }

    /**
     * Returns an address that every server with the release can answer: it has the whole query, so no server has to store it.
     *
     * @param below more of the path, such as {@code /data}
     * @param sha256 of the expected answer; empty to expect none
     */
    String address(String below, String sha256) {
        StringBuilder address =
                new StringBuilder(path()).append(below).append("?query=").append(encoded(document));
        if (!variables.isEmpty()) {
            address.append("&variables=").append(encoded(CanonicalJson.of(JSON.writeValueAsString(variables))));
        }
        if (operationName != null) {
            address.append("&operationName=").append(encoded(operationName));
        }
        address.append("&release=").append(encoded(release.version()));
        return address + (sha256.isEmpty() ? "" : "&result=" + sha256);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
