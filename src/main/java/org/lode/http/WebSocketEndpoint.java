package org.lode.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import graphql.GraphQLError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ByteProcessor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.ClientJson;
import org.lode.graphql.Clients;
import org.lode.graphql.Clients.Client;
import org.lode.graphql.GraphQlErrors;
import org.lode.graphql.OperationResult;
import org.lode.graphql.OperationRunner;
import org.lode.graphql.Operations;
import org.lode.model.Failure.BadRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.graphql.autoconfigure.GraphQlProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers GraphQL over WebSocket: protocol {@code graphql-transport-ws} of npm's {@code graphql-ws}. A payload is like the body
 * of a POST.
 *
 * <p>The handler of Spring for GraphQL is not used: it closes with 1002 at a message that is not JSON, and sends {@code next} for
 * an invalid operation.
 */
@Component
record WebSocketEndpoint(
        RequestReader reader,
        Operations operations,
        OperationRunner runner,
        Clients clients,
        SubscriptionLimits listeners,
        GraphQlProperties properties)
        implements WebSocketHandler {
    static final String PROTOCOL = "graphql-transport-ws";
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketEndpoint.class);
    /** A control frame has at most 125 bytes, two of them for the code. */
    private static final int LONGEST_REASON = 120;

    @Override
    public List<String> getSubProtocols() {
        return List.of(PROTOCOL);
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        HandshakeInfo handshake = session.getHandshakeInfo();
        boolean offered = handshake.getHeaders().containsHeader("Sec-WebSocket-Protocol");
        return offered && handshake.getSubProtocol() == null
                ? session.close(new CloseStatus(4406, "Subprotocol not acceptable (expected: " + PROTOCOL + ")"))
                : new Connection(session).hold();
    }

    private final class Connection {
        private final WebSocketSession session;
        private final Sinks.One<CloseStatus> closing = Sinks.one();
        private final Map<String, Sinks.Empty<Void>> running = new ConcurrentHashMap<>();
        private volatile boolean acknowledged;
        private volatile boolean closed;

        Connection(WebSocketSession session) {
            this.session = session;
        }

        Mono<Void> hold() {
            Disposable ending = listeners.ending().subscribe(null, null, () -> close(CloseStatus.GOING_AWAY));
            Disposable silence = Mono.delay(properties.getWebsocket().getConnectionInitTimeout())
                    .filter(tick -> !acknowledged)
                    .subscribe(tick -> closing(4408, "Connection initialisation timeout"));
            Flux<WebSocketMessage> messages = session.receive()
                    .doOnComplete(() -> close(CloseStatus.NORMAL))
                    .flatMap(this::respond)
                    // The client ignores what follows the frame that closes.
                    .filter(message -> !closed)
                    .map(session::textMessage);
            Mono<Void> sent = session.send(messages).onErrorResume(lost -> {
                LOG.debug("a WebSocket ended", lost);
                close(CloseStatus.SERVER_ERROR);
                return Mono.empty();
            });
            // Neither may be cancelled before the connection is closed: that would close it with another code.
            return Mono.firstWithSignal(
                            sent.then(Mono.never()), closing.asMono().flatMap(session::close))
                    .doFinally(end -> Disposables.composite(ending, silence).dispose());
        }

        private void close(CloseStatus status) {
            closed = true;
            closing.tryEmitValue(status);
        }

        private <T> Flux<T> closing(int code, String reason) {
            close(new CloseStatus(code, reason.substring(0, Math.min(reason.length(), LONGEST_REASON))));
            return Flux.empty();
        }

        private Flux<String> respond(WebSocketMessage frame) {
            return switch (frame.getType()) {
                case TEXT -> respond(frame.getPayloadAsText());
                case BINARY -> closing(4400, "Invalid message: bytes (expected: text)");
                case PING, PONG -> Flux.empty();
            };
        }

        private Flux<String> respond(String text) {
            JsonNode message;
            try {
                message = ClientJson.read(text);
            } catch (JacksonException e) {
                return closing(4400, "Invalid message (expected: a JSON object)");
            }
            return switch (message.path("type").asString("")) {
                case "connection_init" -> acknowledge();
                case "ping" -> Flux.just(message("pong", null, null));
                case "pong" -> Flux.empty();
                case "subscribe" -> subscribe(message.path("id"), message.path("payload"));
                case "complete" -> complete(message.path("id"));
                default -> closing(4400, "Invalid message: unknown type");
            };
        }

        private Flux<String> acknowledge() {
            if (acknowledged) {
                return closing(4429, "Too many initialisation requests");
            }
            acknowledged = true;
            Duration keepAlive = properties.getWebsocket().getKeepAlive();
            Flux<String> pings = keepAlive == null
                    ? Flux.empty()
                    : Flux.interval(keepAlive).onBackpressureDrop().map(tick -> message("ping", null, null));
            return Flux.just(message("connection_ack", null, null)).concatWith(pings);
        }

        private Flux<String> complete(JsonNode id) {
            Sinks.Empty<Void> operation = running.remove(id.asString(""));
            if (operation != null) {
                operation.tryEmitEmpty();
            }
            return Flux.empty();
        }

        private Flux<String> subscribe(JsonNode id, JsonNode payload) {
            if (!acknowledged) {
                return closing(4401, "Unauthorized (expected: connection_init first)");
            }
            String name = id.asString("");
            if (name.isEmpty() || !payload.isObject()) {
                return closing(4400, "Invalid message: subscribe (expected: an id and a payload)");
            }
            GraphQlRequest asked;
            try {
                asked = RequestReader.request(payload);
            } catch (BadRequest malformed) {
                return closing(4400, "Invalid message: " + malformed.getMessage());
            }
            Sinks.Empty<Void> cancelled = Sinks.empty();
            if (running.putIfAbsent(name, cancelled) != null) {
                return closing(4409, "Subscriber for %s already exists".formatted(name));
            }
            return run(name, asked)
                    .onErrorResume(thrown -> last(
                            name,
                            "error",
                            List.of(GraphQlErrors.of(thrown, requestId(name)).toSpecification())))
                    .takeUntilOther(cancelled.asMono())
                    .doFinally(end -> running.remove(name, cancelled));
        }

        private Flux<String> run(String id, GraphQlRequest sent) {
            HandshakeInfo handshake = session.getHandshakeInfo();
            Client client = clients.of(handshake.getHeaders(), handshake.getRemoteAddress());
            return Mono.fromSupplier(() -> reader.resolve(sent))
                    .doOnNext(asked -> operations
                            .find(asked.document(), asked.operationName(), asked.variables())
                            .ifPresent(good -> reader.keep(asked)))
                    .flatMap(asked -> runner.run(asked.operation(requestId(id), client)))
                    .flatMapMany(result -> answer(id, result));
        }

        private String requestId(String id) {
            return session.getId() + "-" + id;
        }

        private Flux<String> answer(String id, OperationResult result) {
            List<GraphQLError> errors = result.errors();
            if (errors.isEmpty() || result.result().isDataPresent()) {
                Flux<String> results = EventStream.results(result).map(next -> message("next", id, next));
                return results.concatWith(last(id, "complete", null));
            }
            return last(
                            id,
                            "error",
                            errors.stream().map(GraphQLError::toSpecification).toList())
                    .flux();
        }

        /** Frees the id of an operation before its last message: the client may use the id again at once. */
        private Mono<String> last(String id, String type, @Nullable Object payload) {
            return Mono.fromSupplier(() -> {
                running.remove(id);
                return message(type, id, payload);
            });
        }

        private static String message(String type, @Nullable String id, @Nullable Object payload) {
            return JsonMapper.shared().writeValueAsString(new Message(id, type, payload));
        }

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonPropertyOrder({"id", "type", "payload"})
        private record Message(
                @Nullable String id, String type, @Nullable Object payload) {}
    }

    /**
     * Holds back the bytes that follow the handshake of a WebSocket until the handshake is over (reactor/reactor-netty #1089).
     *
     * <p>Else the decoder of HTTP reads frames that come in the packet of the handshake, and drops those with a line feed. Frames
     * that come a little later reach the handler of the handshake, which nobody reads any more. A decoder consumes all bytes that
     * it gets, so the gate passes them up to the end of each header only.
     */
    @Component
    static final class HandshakeGate implements NettyServerCustomizer {
        @Override
        public HttpServer apply(HttpServer server) {
            return server.doOnChannelInit((observer, channel, address) -> {
                ChannelPipeline pipeline = channel.pipeline();
                if (pipeline.get(NettyPipeline.HttpCodec) != null) {
                    Gate gate = new Gate();
                    pipeline.addBefore(NettyPipeline.HttpCodec, "lode.gate", gate);
                    pipeline.addAfter(NettyPipeline.HttpCodec, "lode.handshake", new Handshake(gate));
                }
            });
        }

        /** Precedes the decoder of HTTP. All methods run on the event loop of the connection. */
        private static final class Gate extends ChannelInboundHandlerAdapter implements ByteProcessor {
            private final Deque<ByteBuf> held = new ArrayDeque<>();
            private boolean shut;
            private boolean lineIsEmpty;

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof ByteBuf bytes) {
                    held.add(bytes);
                    pass(context);
                } else {
                    context.fireChannelRead(message);
                }
            }

            private void pass(ChannelHandlerContext context) {
                while (!shut && !held.isEmpty()) {
                    ByteBuf bytes = held.getFirst();
                    int last = bytes.forEachByte(this);
                    if (last < 0 || last + 1 == bytes.writerIndex()) {
                        context.fireChannelRead(held.removeFirst());
                    } else {
                        context.fireChannelRead(bytes.readRetainedSlice(last + 1 - bytes.readerIndex()));
                    }
                }
            }

            /** Stops at the end of an empty line, which ends each header. */
            @Override
            public boolean process(byte value) {
                boolean end = value == '\n' && lineIsEmpty;
                lineIsEmpty = value == '\n' || (value == '\r' && lineIsEmpty);
                return !end;
            }

            void open(ChannelHandlerContext context) {
                shut = false;
                pass(context);
                context.fireChannelReadComplete();
            }

            /** Removes itself; the decoder of WebSockets is the next handler by now. */
            void leave(ChannelHandlerContext context) {
                while (!held.isEmpty()) {
                    context.fireChannelRead(held.removeFirst());
                }
                context.fireChannelReadComplete();
                context.pipeline().remove(this);
            }

            @Override
            public void handlerRemoved(ChannelHandlerContext context) {
                held.forEach(ByteBuf::release);
                held.clear();
            }
        }

        /** Follows the decoder of HTTP; shuts the gate at each handshake, and opens it after it. */
        private static final class Handshake extends ChannelDuplexHandler {
            private final Gate gate;

            Handshake(Gate gate) {
                this.gate = gate;
            }

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof HttpRequest request && isHandshake(request)) {
                    gate.shut = true;
                    chooseProtocol(request.headers());
                }
                context.fireChannelRead(message);
            }

            private static boolean isHandshake(HttpRequest request) {
                return request.method().equals(HttpMethod.GET)
                        && request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                        && HttpUtil.getContentLength(request, 0L) == 0
                        && !HttpUtil.isTransferEncodingChunked(request);
            }

            /** Spring reads the first header only, and does not trim the protocols in it. */
            private static void chooseProtocol(HttpHeaders headers) {
                List<String> offered = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
                if (offered.stream()
                        .flatMap(header -> Stream.of(header.split(",")))
                        .map(String::strip)
                        .anyMatch(WebSocketEndpoint.PROTOCOL::equals)) {
                    headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, WebSocketEndpoint.PROTOCOL);
                }
            }

            /** Reactor Netty calls this when the handshake is over, or when its refusal is sent. */
            @Override
            public void read(ChannelHandlerContext context) {
                context.read();
                ChannelOperations<?, ?> operations = ChannelOperations.get(context.channel());
                if (operations instanceof WebsocketInbound || (operations == null && gate.shut)) {
                    context.executor().execute(() -> proceed(context, operations != null));
                }
            }

            private void proceed(ChannelHandlerContext context, boolean agreed) {
                ChannelHandlerContext before = context.pipeline().context(gate);
                if (before == null || context.isRemoved()) {
                    return;
                }
                if (agreed) {
                    gate.leave(before);
                    context.pipeline().remove(this);
                } else {
                    gate.open(before);
                }
            }
        }
    }
}
