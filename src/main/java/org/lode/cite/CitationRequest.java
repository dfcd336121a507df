package org.lode.cite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Sha256;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * What the address of a citation says beside the id.
 *
 * @param release version of the release that is cited; empty when the address is the short one
 * @param result hash of the answer that is expected; empty to expect none
 */
record CitationRequest(String release, String result) {
    private static final String QUERY = "query";
    private static final String RELEASE = "release";
    private static final String RESULT = "result";
    private static final List<String> PARAMETERS = List.of(QUERY, "variables", "operationName", RELEASE, RESULT);

    /** Reads it; fails at the first part that is none of what there is. */
    static CitationRequest of(ServerRequest request) {
        MultiValueMap<String, String> given = request.queryParams();
        given.forEach((name, values) -> {
            if (!PARAMETERS.contains(name)) {
                throw new BadRequest("parameter", name, "one of " + String.join(", ", PARAMETERS));
            }
            if (values.size() > 1) {
                throw new BadRequest(name, values.size() + " values", "one");
            }
        });
        Map<String, String> each = new LinkedHashMap<>();
        given.forEach((name, values) -> each.put(name, Objects.requireNonNullElse(values.getFirst(), "")));
        String release = each.getOrDefault(RELEASE, "");
        String result = each.getOrDefault(RESULT, "");
        if (each.containsKey(QUERY) ? release.isEmpty() : !each.isEmpty()) {
            throw new BadRequest("address", String.join(", ", each.keySet()), "both `query` and `release`, or nothing");
        }
        if (!result.isEmpty() && !Sha256.isHex(result)) {
            throw new BadRequest(RESULT, result, "64 hex digits");
        }
        return new CitationRequest(release, result);
    }

    /** Whether the address has the whole query, and not only its id. */
    boolean isWhole() {
        return !release.isEmpty();
    }
}
