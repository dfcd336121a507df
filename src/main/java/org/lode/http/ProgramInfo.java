package org.lode.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.stereotype.Component;

/** Which Lode this is. */
@Component
final class ProgramInfo implements InfoContributor {

    @Override
    public void contribute(Info.Builder builder) {
        @Nullable String version = ProgramInfo.class.getPackage().getImplementationVersion();
        builder.withDetail("lode", Map.of("version", version == null ? "unpackaged" : version));
    }
}
