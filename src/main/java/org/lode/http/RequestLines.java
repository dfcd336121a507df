package org.lode.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerState;

/**
 * Accepts addresses with characters that are not percent-encoded, and answers requests that are not HTTP with a problem.
 *
 * <p>The web server answers both with an empty 400. This class replaces a request that is not HTTP by one that carries the
 * problem in a header. So the response keeps its place among pipelined ones, and has the headers of all responses.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
final class RequestLines implements NettyServerCustomizer, WebFilter {
    /** Name of the header that carries the problem. Clients cannot guess it, nor do harm with it. */
    private static final String PROBLEM = "lode-" + UUID.randomUUID();

    private static final String LAST = PROBLEM + "-last";
    private static final int LONGEST = 200;

    /** A character of an address that must be encoded. */
    private static final Pattern ILLEGAL = Pattern.compile("[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]|%(?![0-9A-Fa-f]{2})");
    /** A name or number, and a port. */
    private static final Pattern HOST = Pattern.compile("(?:\\[[^]]*]|[^:@]*)(?::([0-9]{1,5}))?");

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnChannelInit((observer, channel, address) ->
                        channel.pipeline().addAfter(NettyPipeline.HttpCodec, "lode.requestLines", new Reading()))
                .childObserve(RequestLines::closeAfterLast);
    }

    private static void closeAfterLast(Connection connection, ConnectionObserver.State state) {
        if (state == HttpServerState.REQUEST_RECEIVED
                && connection instanceof HttpServerRequest request
                && request.requestHeaders().contains(LAST)) {
            ((HttpServerResponse) connection).keepAlive(false);
        }
    }

    /**
     * Marks a request with {@code Connection: close}, and makes it look like any other.
     *
     * <p>The web server would drop it if the previous response has just been sent (reactor-netty 1.3.6 to 1.3.8).
     */
    private static void markLast(HttpRequest request) {
        if (!HttpUtil.isKeepAlive(request)
                && !request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
            request.headers().set(LAST, true);
        }
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String problem = exchange.getRequest().getHeaders().getFirst(PROBLEM);
        if (problem == null) {
            return chain.filter(exchange);
        }
        int status = Integer.parseInt(problem.substring(0, 3));
        return Mono.error(new ResponseStatusException(HttpStatus.valueOf(status), problem.substring(4)));
    }

    private static final class Reading extends ChannelDuplexHandler {
        /** Ends a body that broke off. It makes the body invalid UTF-8, so that no reader takes it for a complete one. */
        private static final byte[] NO_TEXT = {(byte) 0xff};

        private boolean over;
        private boolean broken;
        /** The number of requests whose responses are not complete. */
        private int waiting;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (over) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof HttpContent content
                    && !(message instanceof HttpRequest)
                    && content.decoderResult().isFailure()) {
                over = true;
                broken = true;
                ReferenceCountUtil.release(message);
                context.fireChannelRead(new DefaultLastHttpContent(Unpooled.wrappedBuffer(NO_TEXT)));
                return;
            }
            String problem = message instanceof HttpRequest request ? problem(request) : null;
            waiting += message instanceof HttpRequest ? 1 : 0;
            if (problem == null) {
                context.fireChannelRead(message);
                return;
            }
            // The beginning of the next request is unknown.
            over = true;
            ReferenceCountUtil.release(message);
            HttpRequest marker = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
            marker.headers()
                    .set(HttpHeaderNames.HOST, "localhost")
                    .set(LAST, true)
                    .set(PROBLEM, problem);
            context.fireChannelRead(marker);
            context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            boolean ends = message instanceof LastHttpContent && !isPreliminary(message);
            waiting -= ends ? 1 : 0;
            boolean last = ends && broken && waiting == 0;
            super.write(context, message, last ? promise.unvoid().addListener(ChannelFutureListener.CLOSE) : promise);
        }
    }

    private static boolean isPreliminary(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    /** Returns status and problem; null for a valid request, which is prepared for the web server then. */
    private static @Nullable String problem(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return problem(request.decoderResult().cause());
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || !isHost(hosts.isEmpty() ? "" : hosts.getFirst())) {
            return problem("Host", String.join(", ", hosts), "the name and port of this server, once");
        }
        String address = encoded(request.uri());
        if (!isAddress(address)) {
            return problem("address", request.uri(), "a path, such as /graphql");
        }
        request.setUri(address);
        markLast(request);
        return null;
    }

    private static String problem(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line -> "414 request line: too long (expected: less)";
            case TooLongHttpHeaderException header -> "431 headers: too long (expected: less)";
            case TooLongFrameException frame -> "413 request: too long (expected: less)";
            default -> problem("request", "cannot be read", "a line and headers as in RFC 9112");
        };
    }

    private static String problem(String part, String value, String expected) {
        String shown = value.length() > LONGEST ? value.substring(0, LONGEST) + "..." : value;
        return "400 %s: %s (expected: %s)".formatted(part, shown, expected).replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static boolean isHost(String host) {
        Matcher form = HOST.matcher(host);
        if (!form.matches() || (form.group(1) != null && Integer.parseInt(form.group(1)) > 65_535)) {
            return false;
        }
        try {
            return host.isEmpty() || host.equals(new URI("http://" + host + "/").getRawAuthority());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isAddress(String address) {
        try {
            if (address.startsWith("/")) {
                return new URI("http://localhost" + address).getRawAuthority().equals("localhost");
            }
            URI whole = new URI(address);
            return whole.getRawAuthority() != null && whole.getScheme().matches("(?i)https?");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Encodes each character of an address that must be encoded and is not. The server decodes request lines as ISO 8859-1. */
    static String encoded(String address) {
        int path = address.startsWith("/") ? 0 : Math.max(0, address.indexOf('/', address.indexOf("://") + 3));
        return address.substring(0, path)
                + ILLEGAL.matcher(address.substring(path))
                        .replaceAll(illegal ->
                                "%%%02X".formatted((int) illegal.group().charAt(0) & 0xff));
    }
}
