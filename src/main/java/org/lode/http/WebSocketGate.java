package org.lode.http;

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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;

/**
 * Holds back what follows the handshake of a WebSocket until the handshake is over.
 *
 * <p>Without it, the decoder of HTTP reads frames that come in the same packet as the handshake, and drops each that has a line
 * feed among its bytes; frames that come a little later reach the handler of the handshake, which nobody reads any more
 * (reactor/reactor-netty #1089). Since a decoder takes all bytes that it gets, it gets them up to the end of each header only.
 */
@Component
final class WebSocketGate implements NettyServerCustomizer {

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

    /** Comes before the decoder of HTTP. All its methods are called by the thread of the connection. */
    private static final class Gate extends ChannelInboundHandlerAdapter implements ByteProcessor {
        private final Deque<ByteBuf> held = new ArrayDeque<>();
        private @Nullable ChannelHandlerContext context;
        private boolean shut;
        private boolean lineIsEmpty;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            this.context = context;
        }

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

        /** Whether to go on: stops at the end of an empty line, as there is one at the end of each header. */
        @Override
        public boolean process(byte value) {
            boolean end = value == '\n' && lineIsEmpty;
            lineIsEmpty = value == '\n' || (value == '\r' && lineIsEmpty);
            return !end;
        }

        void shut() {
            shut = true;
        }

        boolean isShut() {
            return shut;
        }

        /** Goes on with HTTP. */
        void open() {
            shut = false;
            if (context != null) {
                pass(context);
                context.fireChannelReadComplete();
            }
        }

        /** Leaves the connection to the decoder of WebSockets, which is the next handler by now. */
        void leave() {
            if (context != null && !context.isRemoved()) {
                while (!held.isEmpty()) {
                    context.fireChannelRead(held.removeFirst());
                }
                context.fireChannelReadComplete();
                context.pipeline().remove(this);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            release();
            context.fireChannelInactive();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            release();
        }

        private void release() {
            held.forEach(ByteBuf::release);
            held.clear();
        }
    }

    /** Comes after the decoder of HTTP, and tells the gate of each handshake and its end. */
    private static final class Handshake extends ChannelDuplexHandler {
        private final Gate gate;

        Handshake(Gate gate) {
            this.gate = gate;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request && isHandshake(request)) {
                gate.shut();
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

        /** Spring reads one header alone, and does not strip the blanks between the protocols in it. */
        private static void chooseProtocol(HttpHeaders headers) {
            List<String> offered = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
            if (offered.stream()
                    .flatMap(header -> Stream.of(header.split(",")))
                    .map(String::strip)
                    .anyMatch(WebSocketEndpoint.PROTOCOL::equals)) {
                headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, WebSocketEndpoint.PROTOCOL);
            }
        }

        /** Reactor Netty reads on when the handshake is over, or when its refusal is sent. */
        @Override
        public void read(ChannelHandlerContext context) {
            context.read();
            ChannelOperations<?, ?> operations = ChannelOperations.get(context.channel());
            if (operations instanceof WebsocketInbound) {
                context.executor().execute(() -> {
                    gate.leave();
                    if (!context.isRemoved()) {
                        context.pipeline().remove(this);
                    }
                });
            } else if (operations == null && gate.isShut()) {
                context.executor().execute(gate::open);
            }
        }
    }
}
