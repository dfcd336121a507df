package org.lode.http;

import java.util.List;
import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Sets the security and CORS headers of every response: pages of any origin may read data.
 *
 * <p>The headers are the same for every origin. So responses need no {@code Vary: Origin}, which would make shared caches keep
 * one copy for each website.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
public final class SecurityHeaders implements WebFilter {
    /** Paths that pages of any origin may read, with everything below them. */
    private static final List<String> OPEN =
            List.of("/graphql", "/schema.graphql", "/export", "/releases", "/mirror", "/q", "/.well-known");

    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
    private static final Map<String, String> ON_OTHERS = Map.of(
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin");
    private static final Map<String, String> ON_OPEN = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy",
            "cross-origin",
            HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN,
            "*",
            HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS,
            "Accept-Ranges, Content-Disposition, Content-Range, ETag, Dataset-Release, Dataset-Root, Dataset-Rows, Link, RateLimit, RateLimit-Policy, Retry-After, X-Problem, Dataset-Withdrawn, Dataset-Superseded-By");

    /** The hash of the only style that GraphiQL inserts: it stops scrolling behind a dialog. */
    private static final String DIALOG_STYLE = "'sha256-Y/huXlwoYkVyQlxwSVcCi1RCDGDCSVBzDt0hYP9qlTc='";

    /** The policy of pages, but for who may embed them. Charts become images by blobs; the fonts of GraphiQL are data in its CSS. */
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self' " + DIALOG_STYLE
            + "; img-src 'self' blob:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ";

    private static final Map<String, String> ON_PREFLIGHT = Map.of(
            HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, HEAD, OPTIONS",
            // The star means any header but Authorization.
            HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "*, authorization",
            HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().pathWithinApplication().value();
        boolean open = OPEN.stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "/"));
        HttpHeaders headers = exchange.getResponse().getHeaders();
        if (open) {
            setOpen(headers);
        } else {
            ALWAYS.forEach(headers::set);
            ON_OTHERS.forEach(headers::set);
        }
        if (open && CorsUtils.isPreFlightRequest(exchange.getRequest())) {
            ON_PREFLIGHT.forEach(headers::set);
            exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
            return exchange.getResponse().setComplete();
        }
        return chain.filter(exchange);
    }

    /** Sets the headers of a response that pages of any origin may read. */
    static void setOpen(HttpHeaders response) {
        ALWAYS.forEach(response::set);
        ON_OPEN.forEach(response::set);
    }

    /**
     * Sets the headers of a page, which may load from its own server and nothing else.
     *
     * @param embedded whether pages of other sites may show it in a frame
     */
    public static void setPage(HttpHeaders response, boolean embedded) {
        response.set("Content-Security-Policy", PAGE_POLICY + (embedded ? "*" : "'none'"));
        response.set("Cross-Origin-Opener-Policy", "same-origin");
        response.set("Cross-Origin-Resource-Policy", embedded ? "cross-origin" : "same-origin");
        if (embedded) {
            response.remove("X-Frame-Options");
        }
    }
}
