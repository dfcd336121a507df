package org.lode.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.lode.graphql.OperationSettings;
import org.lode.model.Sha256;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes and compares strong entity tags. Equal tags mean equal bytes, so a compressed response has a tag of its own.
 *
 * <p>The tag of a GraphQL response is known before the operation runs: it hashes everything that the response depends on. All
 * nodes make the same tag. The tag is also the key of the response cache.
 */
@Component
public final class ETags {
    private static final String GZIP = "-" + Compression.GZIP;
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final byte[] NONE = {};
    private static final byte[] SEPARATOR = {'\n'};
    /** Stands for the version of a program that was not packaged: answers of another run may differ. */
    private static final String RUN = UUID.randomUUID().toString();

    private final String program;

    ETags(OperationSettings.Limits limits) {
        String version = ETags.class.getPackage().getImplementationVersion();
        // The response contains the limit of cost.
        this.program = (version == null ? RUN : version) + "\n" + limits.cost();
    }

    /**
     * Returns the name of a response; {@link #of} makes its tag.
     *
     * @param document SHA-256 of the text of the document
     * @param release root of the latest release, or nothing if the response does not depend on it; then the number of notices
     */
    public String name(String document, GraphQlRequest request, MediaType type, String release) {
        byte[] variables = request.variables().isEmpty() ? NONE : SORTED.writeValueAsBytes(request.variables());
        String operation = Objects.requireNonNullElse(request.operationName(), "");
        String others = String.join("\n", program, type.toString(), document, operation, release);
        byte[] hash = Sha256.of(others.getBytes(StandardCharsets.UTF_8), SEPARATOR, variables);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 18));
    }

    /** Returns the tag of the uncompressed response with this name. */
    static String of(String name) {
        return '"' + name + '"';
    }

    /**
     * Returns the tag in {@code If-None-Match} that matches the response with this name, if there is one.
     *
     * <p>Comparison is weak, and {@code *} matches any response. Malformed tags are ignored. The tag of the compressed response
     * matches only if the client accepts gzip: a cache must not give the compressed response to other clients.
     */
    static Optional<String> matching(HttpHeaders request, String name) {
        List<ETag> held = request.getOrEmpty(HttpHeaders.IF_NONE_MATCH).stream()
                .flatMap(given -> ETag.parse(given).stream())
                .toList();
        if (has(held, name + GZIP) && Compression.isAccepted(request)) {
            return Optional.of(of(name + GZIP));
        }
        return has(held, name) || held.stream().anyMatch(ETag::isWildcard) ? Optional.of(of(name)) : Optional.empty();
    }

    private static boolean has(List<ETag> held, String name) {
        return held.stream().anyMatch(tag -> !tag.isWildcard() && tag.tag().equals(name));
    }

    /** Changes the tag of a response to that of its compressed bytes. */
    static void setCompressed(HttpHeaders response) {
        String tag = response.getETag();
        if (tag != null) {
            response.setETag(tag.substring(0, tag.length() - 1) + GZIP + '"');
        }
    }
}
