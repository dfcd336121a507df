package org.lode.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The documents that an operator gives names to.
 *
 * @param folder folder of documents that clients ask for by name
 * @param only refuse all other documents
 */
@ConfigurationProperties("lode.persisted")
record PersistedSettings(
        @DefaultValue("") String folder,
        @DefaultValue("false") boolean only) {}
