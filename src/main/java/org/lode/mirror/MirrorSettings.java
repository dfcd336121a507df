package org.lode.mirror;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where releases are taken from.
 *
 * @param origin the address of another Lode, a folder, or {@code classpath:dataset/} for the dataset that this build brings
 *     along
 * @param originKey file of the public key that the origin's states must be signed with ({@code lode.origin-key})
 * @param mirror how an origin is followed
 */
@ConfigurationProperties("lode")
record MirrorSettings(
        @DefaultValue("classpath:dataset/") String origin,
        @DefaultValue("") String originKey,
        @DefaultValue Following mirror) {

    /**
     * How an origin is followed ({@code lode.mirror.*}).
     *
     * @param poll how often an address is asked for a newer release, beside what it announces; never when 0
     * @param timeout how long an origin may be silent
     * @param insecureUnsigned whether states that nobody signed are taken from an address
     */
    record Following(
            @DefaultValue("60s") Duration poll,
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("false") boolean insecureUnsigned) {}
}
