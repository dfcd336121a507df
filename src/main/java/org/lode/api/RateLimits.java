package org.lode.api;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import org.lode.failure.RateLimited;
import org.lode.failure.StartFailed;
import org.lode.operation.Clients.Client;
import org.lode.operation.LimitSettings;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Gives each client a bucket of points that fills evenly; an operation takes its cost out of it.
 *
 * <p>Answers tell how the bucket stands in {@code RateLimit} and {@code RateLimit-Policy}, as the draft of the HTTPAPI group of
 * the IETF has them.
 */
@Component
final class RateLimits {
    static final String HEADER = "RateLimit";
    static final String POLICY = "RateLimit-Policy";
    private static final int MOST_CLIENTS = 100_000;

    private final RateSettings settings;
    private final LoadingCache<Client, Bucket> buckets;

    RateLimits(RateSettings settings, LimitSettings limits) {
        if (settings.points() > 0 && settings.points() < limits.cost()) {
            throw new StartFailed("lode.limits.rate.points: %d (expected: 0, or at least lode.limits.cost, %d)"
                    .formatted(settings.points(), limits.cost()));
        }
        this.settings = settings;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_CLIENTS)
                .expireAfterAccess(settings.period().multipliedBy(2))
                .build(this::filled);
    }

    /** Takes the points for an operation; fails with the time to wait if there are not enough. */
    Taken take(Client client, long cost) {
        if (settings.points() == 0) {
            return new Taken(this, client, 0, Long.MAX_VALUE);
        }
        long points = Math.max(settings.least(), cost);
        ConsumptionProbe probe = buckets.get(client).tryConsumeAndReturnRemaining(points);
        if (!probe.isConsumed()) {
            long wait = Duration.ofNanos(probe.getNanosToWaitForRefill())
                    .plusMillis(999)
                    .toSeconds();
            throw new RateLimited(points, probe.getRemainingTokens(), Math.max(1, wait));
        }
        return new Taken(this, client, points, probe.getRemainingTokens());
    }

    /** Takes points that are due, though there may not be so many: the client waits the longer. */
    void spend(Client client, long points) {
        if (settings.points() > 0) {
            buckets.get(client).consumeIgnoringRateLimits(points);
        }
    }

    /** What was taken for an operation, and what was left then. */
    record Taken(RateLimits limits, Client client, long points, long left) {

        /** Gives back what the operation did not use, and tells how the bucket stands. */
        void settle(long used, HttpHeaders headers) {
            if (points == 0) {
                return;
            }
            long unused = Math.max(0, points - Math.max(limits.settings.least(), used));
            if (unused > 0) {
                limits.buckets.get(client).addTokens(unused);
            }
            limits.tell(client, left + unused, headers);
        }
    }

    /** Tells how a client's bucket stands. */
    void tell(Client client, long left, HttpHeaders headers) {
        long most = most(client);
        long seconds = settings.period().toSeconds();
        long full = (most - Math.min(left, most)) * seconds / most;
        headers.set(POLICY, "\"cost\";q=%d;w=%d".formatted(most, seconds));
        headers.set(HEADER, "\"cost\";r=%d;t=%d".formatted(Math.min(left, most), full));
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
