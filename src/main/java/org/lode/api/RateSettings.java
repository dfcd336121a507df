package org.lode.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much a client may ask for in a while.
 *
 * @param points of cost for a client that is known by its address; 0 for no limit
 * @param keyedPoints of cost for a client with an API key
 * @param period in which the points come back, evenly
 * @param least points that every operation takes
 * @param keys API keys by the name of the client that has it
 * @param trustedProxies addresses and networks ({@code 10.0.0.0/8}) whose {@code X-Forwarded-For} is believed
 */
@ConfigurationProperties("lode.limits.rate")
record RateSettings(
        @DefaultValue("2000000") long points,
        @DefaultValue("20000000") long keyedPoints,
        @DefaultValue("1m") Duration period,
        @DefaultValue("100") long least,
        @DefaultValue Map<String, String> keys,
        @DefaultValue List<String> trustedProxies) {}
