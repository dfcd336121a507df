package org.lode.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import org.lode.graphql.LimitSettings;
import org.lode.model.Sha256;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names an answer before there is one: by all that it depends on, which is the same on every node.
 *
 * <p>The name is the key of the kept answer and the entity tag of the one sent.
 */
@Component
public final class Identity {
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final int BYTES = 18;
    private static final byte[] NONE = {};
    private static final byte[] SEPARATOR = {'\n'};
    /** What is run from a workbench has no version, and answers of another run may differ. */
    private static final String RUN = UUID.randomUUID().toString();

    private final String program;

    Identity(LimitSettings limits) {
        String version = Identity.class.getPackage().getImplementationVersion();
        // The answer has the limit in it.
        this.program = (version == null ? RUN : version) + "\n" + limits.cost();
    }

    /**
     * The name of an answer.
     *
     * @param document SHA-256 of its text
     * @param release root of the latest release, none if the answer does not depend on which is the latest; and how many notices
     *     there are
     */
    public String of(String document, GraphQlRequest request, MediaType type, String release) {
        byte[] variables = request.variables().isEmpty() ? NONE : SORTED.writeValueAsBytes(request.variables());
        String others = String.join(
                "\n",
                program,
                type.toString(),
                document,
                Objects.requireNonNullElse(request.operationName(), ""),
                release);
        byte[] hash = Sha256.of(others.getBytes(StandardCharsets.UTF_8), SEPARATOR, variables);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
    }
}
