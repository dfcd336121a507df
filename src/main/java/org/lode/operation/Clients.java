package org.lode.operation;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.failure.StartFailed;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Tells clients apart: by API key, else by address. */
@Component
public final class Clients {
    private static final String KEY = "X-API-Key";
    private static final String FORWARDED = "X-Forwarded-For";
    private static final int NETWORK = 8;

    private final Map<String, String> names;
    private final List<IpSubnetFilterRule> proxies;

    Clients(ClientSettings settings) {
        this.names = settings.keys().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));
        this.proxies = settings.trustedProxies().stream().map(Clients::network).toList();
    }

    /**
     * Who asks.
     *
     * @param name of its key, or its address
     */
    public record Client(String name, boolean keyed) {}

    /** The client that sent these headers. */
    public Client of(HttpHeaders headers, @Nullable InetSocketAddress remote) {
        String key = headers.getFirst(KEY);
        String name = key == null ? null : names.get(key);
        return name != null ? new Client(name, true) : new Client(address(headers, remote), false);
    }

    /** The last address on the way that no trusted proxy vouches for. */
    private String address(HttpHeaders headers, @Nullable InetSocketAddress remote) {
        InetAddress nearest = remote == null ? null : remote.getAddress();
        List<String> way = headers.getValuesAsList(FORWARDED);
        for (int i = way.size() - 1; i >= 0 && nearest != null && trusted(nearest); i--) {
            InetAddress before = NetUtil.createInetAddressFromIpAddressString(way.get(i));
            if (before == null) {
                break;
            }
            nearest = before;
        }
        return nearest == null ? "unknown" : network(nearest);
    }

    private boolean trusted(InetAddress address) {
        return proxies.stream().anyMatch(proxy -> proxy.matches(new InetSocketAddress(address, 0)));
    }

    /** An address of version 6 stands for its network of 64 bits: whoever has one has all of them. */
    private static String network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK), 2 * NETWORK);
        return NetUtil.bytesToIpAddress(network) + "/" + 8 * NETWORK;
    }

    private static IpSubnetFilterRule network(String given) {
        try {
            String[] parts = given.split("/");
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(parts[0]);
            int bits = parts.length > 1 ? Integer.parseInt(parts[1]) : 8 * address.getAddress().length;
            return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
        } catch (RuntimeException e) {
            throw new StartFailed(
                    "lode.limits.rate.trusted-proxies: %s (expected: an address or a network such as 10.0.0.0/8)"
                            .formatted(given),
                    e);
        }
    }
}
