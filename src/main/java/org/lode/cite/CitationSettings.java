package org.lode.cite;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is kept of queries that are cited.
 *
 * @param address address of this server in citations, where a proxy stands in front, like
 *     {@code https://data.example.org}; that of the request when not set
 * @param folder folder of the queries that are kept to be cited; {@code queries} in the data folder when not set
 * @param kept most queries that are kept
 * @param length longest address of a query that is not kept
 * @param records most records in the answer to a cited query
 */
@ConfigurationProperties("lode.citations")
record CitationSettings(
        @DefaultValue("") String address,
        @DefaultValue("") String folder,
        @DefaultValue("10000") int kept,
        @DefaultValue("32KB") DataSize length,
        @DefaultValue("10000") int records) {}
