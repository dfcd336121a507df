package org.lode.origin;

import java.time.Duration;
import org.lode.failure.StartFailed;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this origin says of itself to mirrors.
 *
 * @param signingKey file of the private key that signs the state; empty to sign nothing
 * @param renewal how old a state may be before it is made again
 * @param validity how long mirrors may take a state
 * @param nextSchemaVersion of a coming release that needs a newer program; empty when there is none
 */
@ConfigurationProperties("lode.mirror")
record OriginSettings(
        @DefaultValue("") String signingKey,
        @DefaultValue("1d") Duration renewal,
        @DefaultValue("7d") Duration validity,
        @DefaultValue("") String nextSchemaVersion) {

    OriginSettings {
        if (renewal.isNegative() || validity.compareTo(renewal) <= 0) {
            throw new StartFailed("lode.mirror.validity: %s (expected: more than lode.mirror.renewal, %s)"
                    .formatted(validity, renewal));
        }
        if (!nextSchemaVersion.matches("(\\d{1,6}\\.\\d{1,6}\\.\\d{1,6})?")) {
            throw new StartFailed("lode.mirror.next-schema-version: %s (expected: a version like 2.0.0)"
                    .formatted(nextSchemaVersion));
        }
    }
}
