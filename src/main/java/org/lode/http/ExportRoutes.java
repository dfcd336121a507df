package org.lode.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.lode.files.ChangesRequest;
import org.lode.files.ChangesRequest.ChangeList;
import org.lode.files.Export;
import org.lode.files.ExportQuery;
import org.lode.files.ExportRequest;
import org.lode.files.ExportStore;
import org.lode.files.ServedFile;
import org.lode.files.TableRequest;
import org.lode.files.TableRequest.ExportTable;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Sha256;
import org.lode.model.Table.PartKind;
import org.lode.model.View.Column;
import org.lode.model.View.Pivot;
import org.lode.query.ChangeCopyQuery;
import org.lode.query.ChangeStore;
import org.lode.release.Release.Withdrawn;
import org.lode.store.Chunks;
import org.lode.store.ReleaseStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Serves rows as files below {@code /export}. A file is made while it is sent. */
@Configuration(proxyBeanMethods = false)
class ExportRoutes {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String EXPORTS = "/export";
    private static final String DIGEST = "Repr-Digest";
    private static final String ROWS = "Dataset-Rows";
    /** Links to the descriptions of the columns, the citation of the release, and its page. */
    private static final String LINKS = String.join(
            ", ",
            "<../releases/%1$s/codebook.json>; rel=\"describedby\"; type=\"application/json\"",
            "<../releases/%1$s/CITATION.cff>; rel=\"describedby\"; type=\"application/yaml\"",
            "<../releases/%1$s/>; rel=\"cite-as\"");

    /** How many lengths of files are cached by their tags: a few megabytes. */
    private static final int LENGTHS = 10_000;

    private final ExportQuery question;
    private final ExportStore store;
    private final ReleaseStore releases;
    private final ChangeStore changes;
    private final DataPackage data;
    private final Cache<String, Long> lengths =
            Caffeine.newBuilder().maximumSize(LENGTHS).build();

    ExportRoutes(
            ExportQuery question, ExportStore store, ReleaseStore releases, ChangeStore changes, DataPackage data) {
        this.question = question;
        this.store = store;
        this.releases = releases;
        this.changes = changes;
        this.data = data;
    }

    @Bean
    RouterFunction<ServerResponse> rowsAsFiles() {
        ServedFile index = index(data);
        return FileRoutes.answering(EXPORTS + "/{file}", request -> answer(request, ExportRequest.of(request, data)))
                .and(FileRoutes.files(EXPORTS, request -> Mono.just(index)))
                .and(FileRoutes.files(EXPORTS + "/", request -> Mono.just(index)));
    }

    private Mono<ServerResponse> answer(ServerRequest request, ExportRequest asked) {
        return question.ask(request, asked)
                .flatMap(rows -> export(asked, rows))
                .flatMap(export -> answer(request, export));
    }

    private Mono<Export> export(ExportRequest asked, Export.Rows rows) {
        return switch (rows) {
            case TableRequest.Rows table -> export(asked, table);
            case ChangesRequest.Rows list ->
                Mono.zip(
                                releases.current(),
                                store.count(list.listing(), list.parent()),
                                changes.derived(list.listing()))
                        .map(known -> {
                            boolean pinned = asked.isPinned() && known.getT3().isEmpty();
                            return new Export(asked, list.of(known.getT3()), known.getT1(), pinned, known.getT2());
                        });
        };
    }

    private Mono<Export> export(ExportRequest asked, TableRequest.Rows rows) {
        Pivot pivot = rows.table().view().pivot();
        boolean pinned = asked.isPinned();
        return pivot == null
                ? Mono.zip(releases.current(), store.count(rows.listing()))
                        .map(known -> new Export(asked, rows, known.getT1(), pinned, known.getT2()))
                : Mono.zip(releases.current(), store.years(rows.listing(), pivot))
                        .map(known ->
                                new Export(asked, rows.of(known.getT2()), known.getT1(), pinned, Optional.empty()));
    }

    private Mono<ServerResponse> answer(ServerRequest request, Export export) {
        // The digest is that of the uncompressed bytes.
        Compression.disable(request.exchange());
        describe(request.exchange().getResponse().getHeaders(), export);
        if (ETags.matching(request.headers().asHttpHeaders(), export.tag()).isPresent()) {
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
        return ServerResponse.ok().contentType(export.request().format().type());
    }

    private static void describe(HttpHeaders headers, Export export) {
        String version = export.release().version();
        headers.setETag(ETags.of(export.tag()));
        headers.set(HttpHeaders.CACHE_CONTROL, FileRoutes.cacheControl(export.lasting() && export.withdrawn() == null));
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        headers.setContentDisposition(
                ContentDisposition.attachment().filename(export.name()).build());
        headers.set(AnswerWriter.RELEASE, version);
        headers.set("Dataset-Root", export.release().root());
        export.counted().ifPresent(rows -> headers.set(ROWS, String.valueOf(rows)));
        headers.set(HttpHeaders.LINK, LINKS.formatted(version));
        Withdrawn withdrawn = export.withdrawn();
        if (withdrawn != null) {
            withdrawn.headers().forEach(headers::set);
            if (withdrawn.supersededBy() != null) {
                // RFC 5829. Relative, so that it holds below the path of a proxy.
                String link = "<../releases/%s/>; rel=\"successor-version\"".formatted(withdrawn.supersededBy());
                headers.add(HttpHeaders.LINK, link);
            }
        }
    }

    /** Returns the length of a file in bytes. It makes the file once to know that; readers of Parquet ask for many parts later. */
    private Mono<Long> bytes(Export export) {
        Long known = lengths.getIfPresent(export.tag());
        return known != null
                ? Mono.just(known)
                : export.content(lines(rows(export)), data)
                        .reduce(0L, (bytes, portion) -> bytes + portion.length)
                        .doOnNext(bytes -> lengths.put(export.tag(), bytes));
    }

    /** Sends a range of a file, which is made again. Equal tags mean equal bytes, so ranges fit together. */
    private Mono<ServerResponse> part(ServerRequest request, Export export) {
        Flux<byte[]> content = export.content(lines(rows(export)), data);
        Optional<String> version = Optional.of(export.release().version());
        return bytes(export)
                .map(bytes -> new ServedFile(
                        export.request().format().type(), export.tag(), bytes, export.lasting(), version, content))
                .flatMap(file -> FileRoutes.respond(request, file));
    }

    private Flux<ExportStore.Chunk> rows(Export export) {
        return store.rows(export.rows(), export.request().format(), export.counted());
    }

    /** Prefetches one portion while the one before is sent. */
    private static Flux<byte[]> lines(Flux<ExportStore.Chunk> rows) {
        return rows.concatMapIterable(ExportStore.Chunk::pieces, 2);
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
        Flux<ExportStore.Chunk> portions = rows(export).doOnNext(portion -> rows.addAndGet(portion.rows()));
        return Chunks.cut(export.content(lines(portions), data))
                .doOnNext(digest::update)
                .map(buffers::wrap);
    }

    /** Lists formats, kinds, their columns, and the GraphQL types of their parameters. */
    private static ServedFile index(DataPackage data) {
        ObjectNode index = JSON.createObjectNode();
        ArrayNode formats = index.putArray("formats");
        Stream.of(Export.Format.values()).map(Export.Format::ending).forEach(formats::add);
        ArrayNode kinds = index.putArray("kinds");
        ExportTable.all(data).forEach(table -> describe(table, kinds.addObject()));
        ChangeList.all().forEach(list -> describe(list, kinds.addObject()));
        return ServedFile.changing(
                MediaType.APPLICATION_JSON,
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(index));
    }

    private static void describe(ExportTable table, ObjectNode kind) {
        PartKind part = table.part();
        kind.put("name", table.name());
        kind.put("filter", table.recordKind().type() + "Filter");
        if (part != null) {
            kind.put("rows", part.type() + "Filter");
        }
        if (table.isSortable()) {
            kind.put(
                    "orderBy",
                    "[%sOrder!]".formatted(part == null ? table.recordKind().type() : part.type()));
        }
        ArrayNode columns = kind.putArray("columns");
        table.columns().stream().map(Column::name).forEach(columns::add);
    }

    private static void describe(ChangeList list, ObjectNode kind) {
        kind.put("name", list.kind());
        ArrayNode parameters = kind.putArray("parameters");
        list.parameters().forEach(parameters::add);
        ArrayNode columns = kind.putArray("columns");
        ChangeCopyQuery.FIELDS.stream().map(Field::name).forEach(columns::add);
    }
}
