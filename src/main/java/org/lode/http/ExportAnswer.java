package org.lode.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.lode.files.ChangesRequest;
import org.lode.files.Export;
import org.lode.files.ExportQuestion;
import org.lode.files.ExportRequest;
import org.lode.files.ExportRows;
import org.lode.files.ExportStore;
import org.lode.files.OriginFile;
import org.lode.files.Portion;
import org.lode.files.TableRequest;
import org.lode.model.DataPackage;
import org.lode.model.Pivot;
import org.lode.model.Sha256;
import org.lode.query.ChangeStore;
import org.lode.release.Withdrawn;
import org.lode.store.Chunks;
import org.lode.store.ReleaseStore;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Rows as a file that is made while it is sent. */
@Component
final class ExportAnswer {
    private static final String DIGEST = "Repr-Digest";
    private static final String ROWS = "Dataset-Rows";
    private static final String ALWAYS = "public, max-age=31536000, immutable";
    /** What the columns mean, how the release is cited, and what it is. */
    private static final String LINKS = String.join(
            ", ",
            "<../releases/%1$s/codebook.json>; rel=\"describedby\"; type=\"application/json\"",
            "<../releases/%1$s/CITATION.cff>; rel=\"describedby\"; type=\"application/yaml\"",
            "<../releases/%1$s/>; rel=\"cite-as\"");

    private static final String ASK = "public, no-cache";
    /** So many files whose length is remembered by their tag: a few megabytes. */
    private static final int LENGTHS = 10_000;

    private final ExportQuestion question;
    private final ExportStore store;
    private final ReleaseStore releases;
    private final ChangeStore changes;
    private final DataPackage data;
    private final Cache<String, Long> lengths =
            Caffeine.newBuilder().maximumSize(LENGTHS).build();

    ExportAnswer(
            ExportQuestion question, ExportStore store, ReleaseStore releases, ChangeStore changes, DataPackage data) {
        this.question = question;
        this.store = store;
        this.releases = releases;
        this.changes = changes;
        this.data = data;
    }

    Mono<ServerResponse> of(ServerRequest request, ExportRequest asked) {
        return question.ask(request, asked)
                .flatMap(rows -> export(asked, rows))
                .flatMap(export -> answer(request, export));
    }

    private Mono<Export> export(ExportRequest asked, ExportRows rows) {
        return switch (rows) {
            case TableRequest.Rows table -> export(asked, table);
            case ChangesRequest.Rows changes -> export(asked, changes);
        };
    }

    private Mono<Export> export(ExportRequest asked, TableRequest.Rows rows) {
        Pivot pivot = rows.table().view().pivot();
        return pivot == null
                ? Mono.zip(releases.current(), store.count(rows.listing()))
                        .map(known -> new Export(asked, rows, known.getT1(), asked.isPinned(), known.getT2()))
                : Mono.zip(releases.current(), store.years(rows.listing(), pivot))
                        .map(known -> new Export(
                                asked, rows.of(known.getT2()), known.getT1(), asked.isPinned(), Optional.empty()));
    }

    private Mono<Export> export(ExportRequest asked, ChangesRequest.Rows rows) {
        return Mono.zip(releases.current(), store.count(rows.listing(), rows.parent()), changes.derived(rows.listing()))
                .map(known -> new Export(
                        asked,
                        rows.of(known.getT3()),
                        known.getT1(),
                        asked.isPinned() && known.getT3().isEmpty(),
                        known.getT2()));
    }

    private Mono<ServerResponse> answer(ServerRequest request, Export export) {
        // What was compressed would have another digest.
        Compression.leave(request.exchange());
        describe(request.exchange().getResponse().getHeaders(), export);
        if (EntityTags.held(request.headers().asHttpHeaders(), export.tag()).isPresent()) {
            return ServerResponse.status(HttpStatus.NOT_MODIFIED).build();
        }
        if (HttpMethod.HEAD.equals(request.method())) {
            return bytes(export)
                    .flatMap(bytes -> ok(export).contentLength(bytes).build());
        }
        return request.headers().firstHeader(HttpHeaders.RANGE) == null
                ? ok(export)
                        .header(HttpHeaders.TRAILER, DIGEST + ", " + ROWS)
                        .body(BodyInserters.fromDataBuffers(content(request, export)))
                : part(request, export);
    }

    private static ServerResponse.BodyBuilder ok(Export export) {
        return ServerResponse.ok().contentType(export.asked().format().type());
    }

    private static void describe(HttpHeaders headers, Export export) {
        String version = export.release().version();
        headers.setETag(EntityTags.of(export.tag()));
        headers.set(HttpHeaders.CACHE_CONTROL, export.lasting() && export.of().withdrawn() == null ? ALWAYS : ASK);
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        headers.setContentDisposition(
                ContentDisposition.attachment().filename(export.name()).build());
        headers.set("Dataset-Release", version);
        headers.set("Dataset-Root", export.release().root());
        export.counted().ifPresent(rows -> headers.set(ROWS, String.valueOf(rows)));
        headers.set(HttpHeaders.LINK, LINKS.formatted(version));
        Withdrawn withdrawn = export.of().withdrawn();
        if (withdrawn != null) {
            withdrawn.headers().forEach(headers::set);
            if (withdrawn.supersededBy() != null) {
                // RFC 5829. Relative, so that it holds below the path of a proxy.
                headers.add(
                        HttpHeaders.LINK,
                        "<../releases/%s/>; rel=\"successor-version\"".formatted(withdrawn.supersededBy()));
            }
        }
    }

    /** How long a file is. It is made to learn that, once: a reader of Parquet asks for it, and then for many parts. */
    private Mono<Long> bytes(Export export) {
        Long known = lengths.getIfPresent(export.tag());
        return known != null
                ? Mono.just(known)
                : export.content(lines(rows(export)), data)
                        .reduce(0L, (bytes, portion) -> bytes + portion.length)
                        .doOnNext(bytes -> lengths.put(export.tag(), bytes));
    }

    /** Sends a part. Equal tags mean equal bytes, so a client that lost the rest gets it. */
    private Mono<ServerResponse> part(ServerRequest request, Export export) {
        Flux<byte[]> content = export.content(lines(rows(export)), data);
        Optional<String> version = Optional.of(export.release().version());
        return bytes(export)
                .map(bytes -> new OriginFile(
                        export.asked().format().type(), export.tag(), bytes, export.lasting(), version, content))
                .flatMap(file -> FileAnswer.of(request, file));
    }

    private Flux<Portion> rows(Export export) {
        return export.rows().isGrouped() ? store.grouped(export::after) : store.rows(export::after, export.counted());
    }

    /** One portion is read while the one before is sent. */
    private static Flux<byte[]> lines(Flux<Portion> rows) {
        return rows.concatMapIterable(Portion::pieces, 2);
    }

    private Flux<DataBuffer> content(ServerRequest request, Export export) {
        ServerHttpResponse response = request.exchange().getResponse();
        DataBufferFactory buffers = response.bufferFactory();
        MessageDigest digest = Sha256.digest();
        AtomicLong rows = new AtomicLong();
        HttpServerResponse server = ServerHttpResponseDecorator.getNativeResponse(response);
        server.trailerHeaders(trailers -> trailers.set(
                        DIGEST, "sha-256=:%s:".formatted(Base64.getEncoder().encodeToString(digest.digest())))
                .set(ROWS, String.valueOf(rows.get())));
        Flux<Portion> portions = rows(export).doOnNext(portion -> rows.addAndGet(portion.rows()));
        return Chunks.cut(export.content(lines(portions), data))
                .doOnNext(digest::update)
                .map(buffers::wrap);
    }
}
