package org.lode.graphql;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Maximum sizes of the caches in memory.
 *
 * @param rowSize size of the rows that are kept, encoded, for answers that are not kept
 * @param pageSize size of the pages of lists that are kept, as the ids of their rows; pages of changes may take as much again
 * @param responses keep answers
 * @param responseSize size of the answers that are kept
 * @param documentSize size of the documents that are kept parsed, or as refused
 * @param persistedSize size of the documents that are known by their hash
 */
@ConfigurationProperties("lode.cache")
public record CacheSettings(
        @DefaultValue("128MB") DataSize rowSize,
        @DefaultValue("16MB") DataSize pageSize,
        @DefaultValue("true") boolean responses,
        @DefaultValue("64MB") DataSize responseSize,
        @DefaultValue("32MB") DataSize documentSize,
        @DefaultValue("4MB") DataSize persistedSize) {}
