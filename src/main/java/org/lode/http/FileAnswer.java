package org.lode.http;

import java.util.Optional;
import org.lode.files.FileException;
import org.lode.files.ServedFile;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A file as an answer: whole, in part, as headers alone, or as what the client has already. */
public final class FileAnswer {
    private static final String ALWAYS = "public, max-age=31536000, immutable";
    private static final String ASK = "public, no-cache";
    private static final String RELEASE = "Dataset-Release";

    private final ServerRequest request;
    private final ServedFile file;

    private FileAnswer(ServerRequest request, ServedFile file) {
        this.request = request;
        this.file = file;
    }

    /** Answers a request that may read with the file, or as much of it as is asked for. */
    public static Mono<ServerResponse> of(ServerRequest request, ServedFile file) {
        if (!Compression.isCompressible(file.type())) {
            Compression.leave(request.exchange());
        }
        return new FileAnswer(request, file).answer();
    }

    private Mono<ServerResponse> answer() {
        Optional<String> held = EntityTags.held(request.headers().asHttpHeaders(), file.name());
        if (held.isPresent()) {
            return ServerResponse.status(HttpStatus.NOT_MODIFIED)
                    .headers(headers -> describe(headers, held.get()))
                    .build();
        }
        if (HttpMethod.HEAD.equals(request.method())) {
            return whole().build();
        }
        return asked().map(this::part).orElseGet(() -> whole().body(body(file.content())));
    }

    /** The part that is asked for, unless the client begins with another file: then it gets the whole. */
    private Optional<ByteRange> asked() {
        String tag = EntityTags.of(file.name());
        return header(HttpHeaders.RANGE)
                .filter(range -> header(HttpHeaders.IF_RANGE).orElse(tag).equals(tag))
                .flatMap(range -> ByteRange.asked(range, file.bytes()));
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(request.headers().firstHeader(name));
    }

    private Mono<ServerResponse> part(ByteRange range) {
        if (range.isEmpty()) {
            request.exchange().getResponse().getHeaders().set(HttpHeaders.CONTENT_RANGE, "bytes */" + file.bytes());
            return Mono.error(FileException.outside(header(HttpHeaders.RANGE).orElse(""), file.bytes()));
        }
        return ServerResponse.status(HttpStatus.PARTIAL_CONTENT)
                .contentType(file.type())
                .contentLength(range.bytes())
                .headers(headers -> {
                    describe(headers, EntityTags.of(file.name()));
                    headers.set(HttpHeaders.CONTENT_RANGE, range.of(file.bytes()));
                })
                .body(body(range.cut(file.content())));
    }

    private ServerResponse.BodyBuilder whole() {
        return ServerResponse.ok()
                .contentType(file.type())
                .contentLength(file.bytes())
                .headers(headers -> describe(headers, EntityTags.of(file.name())));
    }

    private void describe(HttpHeaders headers, String tag) {
        headers.setETag(tag);
        headers.set(HttpHeaders.CACHE_CONTROL, file.lasting() ? ALWAYS : ASK);
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        file.headers().forEach(headers::set);
        file.version().ifPresent(version -> headers.set(RELEASE, version));
    }

    private BodyInserter<Flux<DataBuffer>, ReactiveHttpOutputMessage> body(Flux<byte[]> content) {
        DataBufferFactory buffers = request.exchange().getResponse().bufferFactory();
        return BodyInserters.fromDataBuffers(content.map(buffers::wrap));
    }
}
