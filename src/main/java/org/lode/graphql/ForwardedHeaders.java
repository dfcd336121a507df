package org.lode.graphql;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.StartFailed;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.util.ForwardedHeaderUtils;
import org.springframework.web.util.UriComponents;

/**
 * Reads what trusted proxies say of a request: {@code Forwarded} (RFC 7239), {@code X-Forwarded-For}, {@code -Proto}, {@code -Host},
 * {@code -Port} and {@code -Prefix}. Ignores these headers from everybody else.
 */
@Component
public final class ForwardedHeaders {
    private static final Pattern FORWARDED_FOR =
            Pattern.compile("(?:^|[;,\\s])for=\"?\\[?([^\\]\";,]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+;=:@%-]+)+");
    private static final Pattern PORT_OF_IPV4 = Pattern.compile("^([0-9.]+):[0-9]+$");

    private final List<IpSubnetFilterRule> proxies;

    ForwardedHeaders(RateLimiter.Settings settings) {
        this.proxies = settings.trustedProxies().stream()
                .map(ForwardedHeaders::network)
                .toList();
    }

    /** Returns the address of the client: the last one on the way that is no trusted proxy. Null when the connection has none. */
    @Nullable
    InetAddress client(HttpHeaders headers, @Nullable InetSocketAddress remote) {
        InetAddress nearest = remote == null ? null : remote.getAddress();
        if (nearest == null || !trusted(nearest)) {
            return nearest;
        }
        List<String> way = way(headers);
        for (int i = way.size() - 1; i >= 0 && trusted(nearest); i--) {
            InetAddress before = NetUtil.createInetAddressFromIpAddressString(
                    PORT_OF_IPV4.matcher(way.get(i)).replaceFirst("$1"));
            if (before == null) {
                break;
            }
            nearest = before;
        }
        return nearest;
    }

    private static List<String> way(HttpHeaders headers) {
        List<String> way = headers.getValuesAsList("X-Forwarded-For");
        if (!way.isEmpty()) {
            return way;
        }
        List<String> forwarded = new ArrayList<>();
        for (String line : headers.getOrEmpty("Forwarded")) {
            FORWARDED_FOR.matcher(line).results().map(found -> found.group(1)).forEach(forwarded::add);
        }
        return forwarded;
    }

    /**
     * Returns the path below which a trusted proxy shows this server, without a slash at its end. Empty without such a proxy. The
     * proxy removes it before it forwards a request.
     */
    public String prefix(HttpHeaders headers, @Nullable InetSocketAddress remote) {
        if (proxies.isEmpty() || !trusted(remote)) {
            return "";
        }
        StringBuilder prefix = new StringBuilder();
        for (String each : headers.getValuesAsList("X-Forwarded-Prefix")) {
            prefix.append(each.replaceFirst("/+$", ""));
        }
        return PATH.matcher(prefix).matches() ? prefix.toString() : "";
    }

    /** Returns the address of this server as the client knows it, without a slash at its end. */
    public String address(ServerHttpRequest request) {
        URI asked = request.getURI();
        if (!trusted(request.getRemoteAddress())) {
            return asked.getScheme() + "://" + asked.getRawAuthority();
        }
        UriComponents seen = ForwardedHeaderUtils.adaptFromForwardedHeaders(asked, request.getHeaders())
                .build();
        String port = seen.getPort() < 0 ? "" : ":" + seen.getPort();
        return seen.getScheme() + "://" + seen.getHost() + port
                + prefix(request.getHeaders(), request.getRemoteAddress());
    }

    private boolean trusted(@Nullable InetSocketAddress remote) {
        return remote != null && remote.getAddress() != null && trusted(remote.getAddress());
    }

    private boolean trusted(InetAddress address) {
        return proxies.stream().anyMatch(proxy -> proxy.matches(new InetSocketAddress(address, 0)));
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
