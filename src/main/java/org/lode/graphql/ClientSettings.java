package org.lode.graphql;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How clients are told apart.
 *
 * @param keys keys by name of the client: {@code lode.limits.rate.keys.NAME=KEY}; sent as {@code X-API-Key}
 * @param trustedProxies addresses and networks whose {@code Forwarded} and {@code X-Forwarded-*} are believed: {@code 10.0.0.0/8,::1}
 */
@ConfigurationProperties("lode.limits.rate")
record ClientSettings(
        @DefaultValue Map<String, String> keys,
        @DefaultValue List<String> trustedProxies) {}
