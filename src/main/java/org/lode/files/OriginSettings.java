package org.lode.files;

import java.time.Duration;
import org.lode.model.Failure.BadInput;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this origin says of itself to mirrors.
 *
 * @param signingKey file of the private key that signs the state for mirrors; {@code lode keygen} makes one; nothing
 *     is signed when not set
 * @param renewal age after which the state for mirrors is signed again
 * @param validity age after which mirrors no longer take the state
 * @param nextSchemaVersion schema version of a coming release that needs a newer Lode, like {@code 2.0.0}
 */
@ConfigurationProperties("lode.mirror")
public record OriginSettings(
        @DefaultValue("") String signingKey,
        @DefaultValue("1d") Duration renewal,
        @DefaultValue("7d") Duration validity,
        @DefaultValue("") String nextSchemaVersion) {

    public OriginSettings {
        if (renewal.isNegative() || validity.compareTo(renewal) <= 0) {
            throw new BadInput("lode.mirror.validity", validity, "more than lode.mirror.renewal, " + renewal);
        }
        if (!nextSchemaVersion.matches("(\\d{1,6}\\.\\d{1,6}\\.\\d{1,6})?")) {
            throw new BadInput("lode.mirror.next-schema-version", nextSchemaVersion, "a version like 2.0.0");
        }
    }
}
