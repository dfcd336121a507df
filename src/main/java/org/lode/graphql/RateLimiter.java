package org.lode.graphql;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.lode.graphql.Clients.Client;
import org.lode.model.Failure.RateLimited;
import org.lode.model.Failure.StartFailed;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;

/**
 * Gives each client a bucket of points that fills evenly. An operation takes its cost out of it.
 *
 * <p>Answers show the state of the bucket in {@code RateLimit} and {@code RateLimit-Policy}, as in the draft of the HTTPAPI group
 * of the IETF.
 */
@Component
final class RateLimiter {
    private final Settings settings;
    private final LoadingCache<Client, Bucket> buckets;

    RateLimiter(Settings settings, OperationSettings.Limits limits) {
        if (settings.points() > 0 && settings.points() < limits.cost()) {
            throw new StartFailed("lode.limits.rate.points: %d (expected: 0, or at least lode.limits.cost, %d)"
                    .formatted(settings.points(), limits.cost()));
        }
        this.settings = settings;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterAccess(settings.period().multipliedBy(2))
                .build(this::filled);
    }

    /**
     * Settings of clients: how they are identified, and how many points each has in a period.
     *
     * @param points points of cost for one address; 0 for no limit
     * @param keyedPoints points of cost for a client with a key
     * @param period time in which the points come back, evenly
     * @param least points that every operation takes
     * @param keys keys by name of the client: {@code lode.limits.rate.keys.NAME=KEY}; sent as {@code X-API-Key}
     * @param trustedProxies addresses and networks whose {@code Forwarded} and {@code X-Forwarded-*} are believed: {@code 10.0.0.0/8,::1}
     */
    @ConfigurationProperties("lode.limits.rate")
    record Settings(
            @DefaultValue("2000000") long points,
            @DefaultValue("20000000") long keyedPoints,
            @DefaultValue("1m") Duration period,
            @DefaultValue("100") long least,
            @DefaultValue Map<String, String> keys,
            @DefaultValue List<String> trustedProxies) {}

    /**
     * Takes the points for an operation.
     *
     * @throws RateLimited with the time to wait, when there are not enough
     */
    Taken take(Client client, long cost) {
        if (settings.points() == 0) {
            return new Taken(this, client, 0, Long.MAX_VALUE);
        }
        long points = Math.max(settings.least(), cost);
        ConsumptionProbe probe = buckets.get(client.direct()).tryConsumeAndReturnRemaining(points);
        if (!probe.isConsumed()) {
            long wait = Duration.ofNanos(probe.getNanosToWaitForRefill())
                    .plusMillis(999)
                    .toSeconds();
            throw new RateLimited(points, probe.getRemainingTokens(), Math.max(1, wait));
        }
        return new Taken(this, client, points, probe.getRemainingTokens());
    }

    /** Takes points even when the bucket has fewer. The client waits longer then. */
    void spend(Client client, long points) {
        if (settings.points() > 0) {
            buckets.get(client.direct()).consumeIgnoringRateLimits(points);
        }
    }

    /** The points that an operation took, and how many were left then. */
    record Taken(RateLimiter limiter, Client client, long points, long left) {
        /** Returns unused points to the bucket, and adds the headers. */
        void settle(long used, Map<String, String> headers) {
            if (points == 0) {
                return;
            }
            long unused = Math.max(0, points - Math.max(limiter.settings.least(), used));
            if (unused > 0) {
                limiter.buckets.get(client.direct()).addTokens(unused);
            }
            limiter.describe(client, left + unused, headers);
        }
    }

    /** Adds the headers that describe the bucket of a client. */
    void describe(Client client, long left, Map<String, String> headers) {
        long most = most(client);
        long seconds = settings.period().toSeconds();
        long full = (most - Math.min(left, most)) * seconds / most;
        headers.put("RateLimit-Policy", "\"cost\";q=" + most + ";w=" + seconds);
        headers.put("RateLimit", "\"cost\";r=" + Math.min(left, most) + ";t=" + full);
    }

    private long most(Client client) {
        return client.keyed() ? settings.keyedPoints() : settings.points();
    }

    private Bucket filled(Client client) {
        long most = most(client);
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, settings.period()))
                .build();
    }
}
