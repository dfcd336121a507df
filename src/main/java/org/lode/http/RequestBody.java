package org.lode.http;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.TimedOut;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.channel.AbortedException;

/** Reads the body of a request into one array. Only a body that is not there at once needs a timer. */
final class RequestBody extends BaseSubscriber<DataBuffer> {
    private final MonoSink<byte[]> sink;
    private final int most;
    private byte[] bytes = {};
    private int size;
    private boolean over;
    private @Nullable Future<?> timer;

    private RequestBody(MonoSink<byte[]> sink, int most) {
        this.sink = sink;
        this.most = most;
    }

    /**
     * Reads a body.
     *
     * @param most bytes that it may have
     * @param time that it may take
     */
    static Mono<byte[]> read(ServerHttpRequest request, int most, Duration time) {
        long length = request.getHeaders().getContentLength();
        if (length > most) {
            throw tooLarge(String.valueOf(length), most);
        }
        EventLoop loop = EventLoops.of(request);
        return Mono.create(sink -> {
            RequestBody body = new RequestBody(sink, most);
            sink.onDispose(body);
            request.getBody().subscribe(body);
            if (!body.over) {
                body.timer = loop.schedule(
                        () -> body.fail(new TimedOut("body", time)), time.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    protected void hookOnNext(DataBuffer buffer) {
        int more = buffer.readableByteCount();
        if (more > most - size) {
            DataBufferUtils.release(buffer);
            fail(tooLarge("more than " + most, most));
            return;
        }
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, size == 0 ? more : Math.max(2 * bytes.length, size + more));
        }
        buffer.read(bytes, size, more);
        size += more;
        DataBufferUtils.release(buffer);
    }

    @Override
    protected void hookOnComplete() {
        end();
        if (size == 0) {
            sink.error(new BadRequest("body", "nothing", "a JSON object with `query`"));
        } else {
            sink.success(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
        }
    }

    @Override
    protected void hookOnError(Throwable thrown) {
        end();
        sink.error(thrown instanceof AbortedException ? new BadRequest("body", "cut off", "all of it") : thrown);
    }

    @Override
    protected void hookOnCancel() {
        end();
    }

    private void fail(RuntimeException failure) {
        if (!over) {
            cancel();
            sink.error(failure);
        }
    }

    private void end() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private static BadRequest tooLarge(String bytes, int most) {
        return new BadRequest(Code.PAYLOAD_TOO_LARGE, "body", bytes + " bytes", "at most " + most + " bytes");
    }
}
