package org.lode.cite;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.lode.graphql.ForwardedHeaders;
import org.lode.release.CanonicalJson;
import org.springframework.web.reactive.function.server.ServerRequest;
import tools.jackson.databind.json.JsonMapper;

/** The addresses of a query that is cited. */
final class CitationAddress {
    private CitationAddress() {}

    /** Where the server knows the query, below its own address. */
    static String here(CitedQuery query) {
        return "/q/" + query.id();
    }

    /**
     * Where any server that holds the release can answer, for the address says all that the id stands for.
     *
     * @param below more of the path
     * @param sha256 of the answer that is expected; empty to expect none
     */
    static String anywhere(CitedQuery query, String below, String sha256) {
        StringBuilder address = new StringBuilder(here(query)).append(below);
        address.append("?query=").append(encoded(query.document()));
        if (!query.variables().isEmpty()) {
            String variables = CanonicalJson.of(JsonMapper.shared().writeValueAsString(query.variables()));
            address.append("&variables=").append(encoded(variables));
        }
        if (query.operationName() != null) {
            address.append("&operationName=").append(encoded(query.operationName()));
        }
        address.append("&release=").append(encoded(query.release().version()));
        return sha256.isEmpty()
                ? address.toString()
                : address.append("&result=").append(sha256).toString();
    }

    /** The address of this server without a slash at its end: as it is set, or as the request has it. */
    static String server(ServerRequest request, ForwardedHeaders forwarded, CitationSettings settings) {
        return settings.address().isBlank()
                ? forwarded.address(request.exchange().getRequest())
                : settings.address().replaceFirst("/+$", "");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
