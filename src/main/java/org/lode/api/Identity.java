package org.lode.api;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.lode.operation.LimitSettings;
import org.lode.release.Sha256;
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
final class Identity {
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final int BYTES = 18;
    /** What is run from a workbench has no version, and answers of another run may differ. */
    private static final String RUN = UUID.randomUUID().toString();

    private final List<String> program;

    Identity(LimitSettings limits) {
        String version = Identity.class.getPackage().getImplementationVersion();
        // The limit is told in the answer.
        this.program = List.of(version == null ? RUN : version, String.valueOf(limits.cost()));
    }

    /** @param release root of the latest release; none if the answer does not depend on which is the latest; and how much was told since */
    String of(Asked asked, MediaType type, String release) {
        byte[] all = SORTED.writeValueAsBytes(List.of(
                program,
                type.toString(),
                asked.document(),
                asked.operationName() == null ? "" : asked.operationName(),
                asked.variables(),
                release));
        byte[] hash = Sha256.of(all);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
    }
}
