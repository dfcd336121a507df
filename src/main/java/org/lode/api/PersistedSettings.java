package org.lode.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The documents that an operator gives names to.
 *
 * @param folder where they are read from at the start; none when empty
 * @param only whether all other documents are refused
 */
@ConfigurationProperties("lode.persisted")
record PersistedSettings(
        @DefaultValue("") String folder,
        @DefaultValue("false") boolean only) {}
