package org.lode.operation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is kept in memory, each at most as large as told.
 *
 * @param rowSize bytes of rows, which answers that are not kept are made of
 * @param responses whether answers are kept
 * @param responseSize bytes of answers
 * @param documentSize bytes of documents that were parsed and validated, failed ones too
 * @param persistedSize characters of documents that clients sent once to name them by their hash from then on
 */
@ConfigurationProperties("lode.cache")
public record CacheSettings(
        @DefaultValue("128MB") DataSize rowSize,
        @DefaultValue("true") boolean responses,
        @DefaultValue("64MB") DataSize responseSize,
        @DefaultValue("32MB") DataSize documentSize,
        @DefaultValue("4MB") DataSize persistedSize) {}
