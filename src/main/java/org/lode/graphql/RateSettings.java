package org.lode.graphql;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much a client may ask for in a while.
 *
 * @param points of cost for a client that is known by its address; 0 for no limit
 * @param keyedPoints of cost for a client with an API key
 * @param period in which the points come back, evenly
 * @param least points that every operation takes
 */
@ConfigurationProperties("lode.limits.rate")
record RateSettings(
        @DefaultValue("2000000") long points,
        @DefaultValue("20000000") long keyedPoints,
        @DefaultValue("1m") Duration period,
        @DefaultValue("100") long least) {}
