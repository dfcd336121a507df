package org.lode.graphql;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much a client may ask for in a while.
 *
 * @param points points of cost for one address; 0 for no limit
 * @param keyedPoints points of cost for a client with a key
 * @param period time in which the points come back, evenly
 * @param least points that every operation takes
 */
@ConfigurationProperties("lode.limits.rate")
record RateSettings(
        @DefaultValue("2000000") long points,
        @DefaultValue("20000000") long keyedPoints,
        @DefaultValue("1m") Duration period,
        @DefaultValue("100") long least) {}
