package org.lode.graphql;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Identifies clients by API key, or by address when they send none. */
@Component
public final class Clients {
    private static final int NETWORK = 8;

    private final Map<String, String> names;
    private final ForwardedHeaders forwarded;

    Clients(RateLimiter.Settings settings, ForwardedHeaders forwarded) {
        this.names = settings.keys().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));
        this.forwarded = forwarded;
    }

    /**
     * A client.
     *
     * @param name the name of its key, or its address
     * @param prefix the path below which it sees this server, as a trusted proxy says; usually empty
     */
    public record Client(String name, boolean keyed, String prefix) {
        /** Returns the same client without the prefix, as the key of what belongs to it. */
        public Client direct() {
            return prefix.isEmpty() ? this : new Client(name, keyed, "");
        }
    }

    /** Identifies the client that sent these headers. */
    public Client of(HttpHeaders headers, @Nullable InetSocketAddress remote) {
        String key = headers.getFirst("X-API-Key");
        String name = key == null ? null : names.get(key);
        String prefix = forwarded.prefix(headers, remote);
        return name != null ? new Client(name, true, prefix) : new Client(address(headers, remote), false, prefix);
    }

    private String address(HttpHeaders headers, @Nullable InetSocketAddress remote) {
        InetAddress client = forwarded.client(headers, remote);
        return client == null ? "unknown" : network(client);
    }

    /** Returns the /64 network of an IPv6 address, since one client controls all of it. */
    private static String network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK), 2 * NETWORK);
        return NetUtil.bytesToIpAddress(network) + "/" + 8 * NETWORK;
    }
}
