package org.lode.cite;

import graphql.GraphQLError;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lode.cite.CitedQuery.ReleaseName;
import org.lode.cite.CitedQuery.Resolved;
import org.lode.cite.CitedQueryRunner.QueryFailed;
import org.lode.cite.CitedQueryRunner.Result;
import org.lode.cite.CitedQueryStore.Settings;
import org.lode.cite.CitedQueryStore.Stored;
import org.lode.graphql.ForwardedHeaders;
import org.lode.graphql.GraphQlErrors;
import org.lode.http.AnswerWriter;
import org.lode.http.AnswerWriter.Answer;
import org.lode.http.AnswerWriter.Freshness;
import org.lode.http.AnswerWriter.Response;
import org.lode.http.ETags;
import org.lode.http.FileRoutes;
import org.lode.http.GraphQlRequest;
import org.lode.http.MediaTypes;
import org.lode.http.Problems;
import org.lode.http.RequestReader;
import org.lode.http.SecurityHeaders;
import org.lode.http.WebFiles;
import org.lode.http.WebFiles.PageTemplate;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.lode.model.Sha256;
import org.lode.release.Dataset;
import org.lode.release.Release.Withdrawn;
import org.lode.release.Releases;
import org.lode.store.ReleaseStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/**
 * The routes {@code /q}, {@code /q/{id}} and {@code /q/{id}/data}: they give queries their ids, run them again, and cite their
 * answers. A failure is a problem of RFC 9457 that names the value and what was expected.
 */
@Configuration(proxyBeanMethods = false)
class CitationEndpoint {
    private static final String QUERY = "query";
    private static final String RELEASE = "release";
    private static final String RESULT = "result";
    private static final List<String> PARAMETERS = List.of(QUERY, "variables", "operationName", RELEASE, RESULT);

    private final RequestReader reader;
    private final ReleaseStore releases;
    private final CitedQueryRunner runner;
    private final CitedQueryStore store;
    private final Settings settings;
    private final Dataset dataset;
    private final ETags tags;
    private final ForwardedHeaders forwarded;
    private final WebFiles files;
    private final PageTemplate page;

    CitationEndpoint(
            RequestReader reader,
            ReleaseStore releases,
            CitedQueryRunner runner,
            CitedQueryStore store,
            Settings settings,
            Dataset dataset,
            ETags tags,
            ForwardedHeaders forwarded,
            WebFiles files) {
        this.reader = reader;
        this.releases = releases;
        this.runner = runner;
        this.store = store;
        this.settings = settings;
        this.dataset = dataset;
        this.tags = tags;
        this.forwarded = forwarded;
        this.files = files;
        this.page = new PageTemplate(files, "citation.html");
    }

    @Bean
    RouterFunction<ServerResponse> citationRoutes() {
        List<HttpMethod> reading = List.of(HttpMethod.GET, HttpMethod.HEAD);
        return route("/q", List.of(HttpMethod.POST), this::create)
                .and(route("/q/{id}", reading, this::cite))
                .and(route("/q/{id}/data", reading, this::data));
    }

    private static RouterFunction<ServerResponse> route(
            String path, List<HttpMethod> methods, HandlerFunction<ServerResponse> answer) {
        String allowed = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", ", "", ", OPTIONS"));
        return RouterFunctions.route(
                        RequestPredicates.path(path).and(request -> methods.contains(request.method())),
                        request -> Mono.defer(() -> answer.handle(request))
                                .onErrorResume(thrown -> problem(request, thrown)))
                .and(FileRoutes.otherMethods(path, allowed, request -> {
                    String expected = "one of " + allowed;
                    return problem(
                            request, new BadRequest(Code.METHOD_NOT_ALLOWED, "method", request.method(), expected));
                }));
    }

    /** Runs the query of a request, gives it its id and cites it: 201 for a new id, else 200. */
    private Mono<ServerResponse> create(ServerRequest request) {
        Citation.Format format = Citation.Format.preferred(request);
        return Mono.zip(read(request), releases.current()).flatMap(both -> {
            GraphQlRequest query = both.getT1();
            Releases known = both.getT2();
            return runner.runNew(request, query, known).flatMap(result -> {
                reader.keep(query);
                return create(request, format, CitedQuery.of(query, result.release()), result, known);
            });
        });
    }

    private Mono<ServerResponse> create(
            ServerRequest request, Citation.Format format, CitedQuery query, Result result, Releases known) {
        int length = query.address("", result.sha256()).length();
        long longest = settings.length().toBytes();
        if (length > longest) {
            String expected = "at most %d, so that any server can be asked for it".formatted(longest);
            throw new BadRequest(Code.PAYLOAD_TOO_LARGE, "address", length + " characters", expected);
        }
        return store.store(new Stored(query, result.sha256()))
                .flatMap(isNew -> store.find(query.id())
                        .flatMap(stored -> citation(request, new Resolved(query, stored.sha256(), true, known), result))
                        .flatMap(citation -> {
                            Answer answer = answer(citation, format, isNew ? HttpStatus.CREATED : HttpStatus.OK);
                            answer.headers().set(HttpHeaders.LOCATION, citation.path() + query.path());
                            return Response.of(answer, null, Map.of()).ofRoute();
                        }));
    }

    /** Runs a query again and cites it. */
    private Mono<ServerResponse> cite(ServerRequest request) {
        Citation.Format format = Citation.Format.preferred(request);
        return cached(
                request,
                format.name() + files.stamp() + server(request),
                cited -> run(request, cited)
                        .flatMap(result -> citation(request, cited, result.of(cited.release())))
                        .map(citation -> answer(citation, format, HttpStatus.OK)));
    }

    /** Runs a query again and sends the data of its answer: the bytes that its hash is of. */
    private Mono<ServerResponse> data(ServerRequest request) {
        return cached(
                request,
                "data",
                cited -> run(request, cited)
                        .map(result -> new Answer(
                                HttpStatus.OK,
                                MediaType.APPLICATION_JSON,
                                releaseHeaders(cited),
                                result.data().getBytes(StandardCharsets.UTF_8))));
    }

    /**
     * Answers 304 when the client's copy is current.
     *
     * @param form all that the bytes depend on beside the query, the notices of its release, and the expected hash
     */
    private Mono<ServerResponse> cached(ServerRequest request, String form, Function<Resolved, Mono<Answer>> answer) {
        return resolve(request).flatMap(cited -> {
            String release = cited.release().root() + cited.known().suffix();
            String name = tags.name(
                    Sha256.hexOf(cited.query().document()),
                    cited.query().request(),
                    MediaType.ALL,
                    String.join("\n", form, release, cited.expected() + cited.stored()));
            Freshness fresh = new Freshness(name, false);
            Map<String, String> lasting =
                    cited.withdrawn().map(Withdrawn::headers).orElse(Map.of());
            return AnswerWriter.held(request.exchange().getRequest(), fresh)
                    .map(current -> Mono.just(Response.notModified(current, fresh, lasting)))
                    .orElseGet(() -> answer.apply(cited).map(made -> Response.of(made, fresh, Map.of())))
                    .flatMap(Response::ofRoute);
        });
    }

    /** Finds the query that an address names: the one that it spells out, else the stored one with its id. */
    private Mono<Resolved> resolve(ServerRequest request) {
        Map<String, String> parameters = parameters(request);
        String id = request.pathVariable("id");
        return releases.current()
                .flatMap(known -> parameters.isEmpty()
                        ? store.find(id).map(stored -> new Resolved(stored.query(), stored.sha256(), true, known))
                        : resolve(request, id, parameters, known))
                .switchIfEmpty(Mono.error(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND,
                        ("id: %s is not kept here (expected: an id that this server gave out, or the long address with"
                                        + " `query` and `release`, which needs nothing kept)")
                                .formatted(id))));
    }

    private Mono<Resolved> resolve(ServerRequest request, String id, Map<String, String> parameters, Releases known) {
        String result = parameters.getOrDefault(RESULT, "");
        String version = parameters.getOrDefault(RELEASE, "");
        return read(request)
                .map(query -> CitedQuery.of(query, known.require(version)))
                .flatMap(query -> store.find(query.id())
                        .map(stored -> new Resolved(query, result.isEmpty() ? stored.sha256() : result, true, known))
                        .defaultIfEmpty(new Resolved(query, result, false, known)))
                .doOnNext(cited -> {
                    ReleaseName named = cited.query().release();
                    if (!cited.query().id().equals(id)) {
                        String expected = "the id of what the address says, %s, with release %s of root %s"
                                .formatted(cited.query().id(), named.version(), named.root());
                        throw new BadRequest("id", id, expected);
                    }
                });
    }

    /**
     * Reads the parameters of an address: none, or at least {@code query} and {@code release}. Fails at the first that is
     * unknown, repeated or wrong.
     */
    private static Map<String, String> parameters(ServerRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        request.queryParams().forEach((name, values) -> {
            if (!PARAMETERS.contains(name)) {
                throw new BadRequest("parameter", name, "one of " + String.join(", ", PARAMETERS));
            }
            if (values.size() > 1) {
                throw new BadRequest(name, values.size() + " values", "one");
            }
            parameters.put(name, Objects.requireNonNullElse(values.getFirst(), ""));
        });
        String release = parameters.getOrDefault(RELEASE, "");
        if (!parameters.isEmpty() && (release.isEmpty() || !parameters.containsKey(QUERY))) {
            String named = String.join(", ", parameters.keySet());
            throw new BadRequest("address", named, "both `query` and `release`, or nothing");
        }
        String result = parameters.getOrDefault(RESULT, "");
        if (!result.isEmpty() && !Sha256.isHex(result)) {
            throw new BadRequest(RESULT, result, "64 hex digits");
        }
        return parameters;
    }

    private Mono<Result> run(ServerRequest request, Resolved cited) {
        return runner.run(request, cited.query().request(), cited.releasesThen());
    }

    private Mono<GraphQlRequest> read(ServerRequest request) {
        return reader.read(request.exchange().getRequest(), request.exchange().getResponse());
    }

    private Mono<Citation> citation(ServerRequest request, Resolved cited, Result result) {
        return runner.sources(request, result.records(), cited.releasesThen())
                .map(sources -> new Citation(cited, result, sources, dataset, server(request)));
    }

    /** Returns the address of this server without a slash at its end: the setting, else the address of the request. */
    private String server(ServerRequest request) {
        return settings.address().isBlank()
                ? forwarded.address(request.exchange().getRequest())
                : settings.address().replaceFirst("/+$", "");
    }

    private Answer answer(Citation citation, Citation.Format format, HttpStatus status) {
        HttpHeaders headers = releaseHeaders(citation.cited());
        if (format == Citation.Format.PAGE) {
            SecurityHeaders.setPage(headers, false);
        }
        return new Answer(status, format.type(), headers, citation.bytes(format, page, files.stamp()));
    }

    private static HttpHeaders releaseHeaders(Resolved cited) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(AnswerWriter.RELEASE, cited.query().release().version());
        cited.withdrawn().ifPresent(withdrawn -> withdrawn.headers().forEach(headers::set));
        return headers;
    }

    private static Mono<ServerResponse> problem(ServerRequest request, Throwable thrown) {
        ProblemDetail problem = switch (thrown) {
            case ResponseStatusException known -> known.getBody();
            case QueryFailed failed -> {
                List<GraphQLError> errors = failed.result.errors();
                ProblemDetail first = problem(errors.getFirst());
                first.setProperty(
                        "errors",
                        errors.stream().map(GraphQLError::toSpecification).toList());
                yield first;
            }
            default ->
                problem(GraphQlErrors.of(thrown, request.exchange().getRequest().getId()));
        };
        return Problems.response(problem, thrown instanceof QueryFailed failed ? failed.result.headers() : Map.of())
                .varyBy(HttpHeaders.ACCEPT)
                .bodyValue(problem);
    }

    private static ProblemDetail problem(GraphQLError error) {
        Code code = GraphQlErrors.code(error);
        HttpStatus status =
                code == Code.RELEASE_NOT_FOUND ? HttpStatus.NOT_FOUND : Problems.status(code, MediaTypes.GRAPHQL);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, error.getMessage());
        Objects.requireNonNull(error.getExtensions()).forEach(problem::setProperty);
        return problem;
    }
}
