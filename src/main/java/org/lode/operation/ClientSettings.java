package org.lode.operation;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How clients are told apart.
 *
 * @param keys API keys by the name of the client that has it
 * @param trustedProxies addresses and networks ({@code 10.0.0.0/8}) whose {@code Forwarded} and {@code X-Forwarded-*} are believed
 */
@ConfigurationProperties("lode.limits.rate")
record ClientSettings(
        @DefaultValue Map<String, String> keys,
        @DefaultValue List<String> trustedProxies) {}
