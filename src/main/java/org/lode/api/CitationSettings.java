package org.lode.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is kept of queries that are cited.
 *
 * @param address of this server as others know it; that of the request when empty
 * @param folder where queries are kept; {@code queries} in the data folder when empty
 * @param kept how many
 * @param length of the address that any server can answer
 * @param records that one answer may tell of
 */
@ConfigurationProperties("lode.citations")
record CitationSettings(
        @DefaultValue("") String address,
        @DefaultValue("") String folder,
        @DefaultValue("10000") int kept,
        @DefaultValue("32KB") DataSize length,
        @DefaultValue("10000") int records) {}
