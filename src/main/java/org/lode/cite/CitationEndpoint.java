package org.lode.cite;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.lode.graphql.ForwardedHeaders;
import org.lode.http.AnswerWriter;
import org.lode.http.AnswerWriter.Answer;
import org.lode.http.AnswerWriter.Freshness;
import org.lode.http.AnswerWriter.Response;
import org.lode.http.ETags;
import org.lode.http.SecurityHeaders;
import org.lode.model.Sha256;
import org.lode.release.Dataset;
import org.lode.release.Withdrawn;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Answers below {@code /q}: gives queries their ids, runs them again, and says how their answers are cited. */
@Component
final class CitationEndpoint {
    private final CitationDesk desk;
    private final CitedRuns runs;
    private final CitedSources sources;
    private final ETags tags;
    private final ForwardedHeaders forwarded;
    private final Look look;

    CitationEndpoint(
            CitationDesk desk,
            CitedRuns runs,
            CitedSources sources,
            ETags tags,
            ForwardedHeaders forwarded,
            Look look) {
        this.forwarded = forwarded;
        this.desk = desk;
        this.runs = runs;
        this.sources = sources;
        this.tags = tags;
        this.look = look;
    }

    /** What citations look like here. */
    @Component
    record Look(Dataset dataset, CitationSettings settings, CitationPage page) {}

    /** Gives the query of a POST its id, and cites it. */
    Mono<ServerResponse> cite(ServerRequest request) {
        return Mono.defer(() -> {
                    CitationForm form = CitationForm.preferred(request);
                    return desk.give(request)
                            .flatMap(given -> citation(request, given.cited(), given.run())
                                    .flatMap(citation -> Response.of(given(given, citation, form), null, Map.of())
                                            .ofRoute()));
                })
                .onErrorResume(thrown -> CitationProblems.answer(request, thrown));
    }

    /** Runs a query again, and cites it. */
    Mono<ServerResponse> show(ServerRequest request) {
        return Mono.defer(() -> {
                    CitationForm form = CitationForm.preferred(request);
                    return again(
                            request,
                            form.name() + look.page().stamp() + server(request),
                            cited -> runs.run(request, cited.query().asked(), cited.then())
                                    .flatMap(run -> citation(request, cited, run.of(cited.release())))
                                    .map(citation -> answer(citation, form, HttpStatus.OK)));
                })
                .onErrorResume(thrown -> CitationProblems.answer(request, thrown));
    }

    /** Runs a query again, and gives the data of its answer: the bytes that its hash is of. */
    Mono<ServerResponse> data(ServerRequest request) {
        return Mono.defer(() -> again(
                        request,
                        "data",
                        cited -> runs.run(request, cited.query().asked(), cited.then())
                                .map(run -> new Answer(
                                        HttpStatus.OK,
                                        MediaType.APPLICATION_JSON,
                                        release(cited),
                                        run.data().getBytes(StandardCharsets.UTF_8)))))
                .onErrorResume(thrown -> CitationProblems.answer(request, thrown));
    }

    /** @param form all that the bytes depend on beside the query, what was told of its release, and the hash expected */
    private Mono<ServerResponse> again(ServerRequest request, String form, Function<Cited, Mono<Answer>> answer) {
        return desk.find(request).flatMap(cited -> {
            Freshness fresh = new Freshness(name(cited, form), false);
            Optional<String> held = AnswerWriter.held(request.exchange().getRequest(), fresh);
            return held.isPresent()
                    ? Response.notModified(
                                    held.get(),
                                    fresh,
                                    cited.withdrawn().map(Withdrawn::headers).orElse(Map.of()))
                            .ofRoute()
                    : answer.apply(cited)
                            .flatMap(made -> Response.of(made, fresh, Map.of()).ofRoute());
        });
    }

    private String name(Cited cited, String form) {
        String all = String.join(
                "\n", form, cited.release().root() + cited.known().suffix(), cited.expected() + cited.kept());
        return tags.name(
                Sha256.hex(Sha256.of(cited.query().document().getBytes(StandardCharsets.UTF_8))),
                cited.query().asked(),
                MediaType.ALL,
                all);
    }

    private Mono<Citation> citation(ServerRequest request, Cited cited, CitedRun run) {
        return sources.of(request, run.records(), cited.then())
                .map(found -> new Citation(cited, run, found, look.dataset(), server(request)));
    }

    private String server(ServerRequest request) {
        return CitationAddress.server(request, forwarded, look.settings());
    }

    private Answer given(CitationDesk.Given given, Citation citation, CitationForm form) {
        Answer answer = answer(citation, form, given.isNew() ? HttpStatus.CREATED : HttpStatus.OK);
        answer.headers().set(HttpHeaders.LOCATION, citation.path() + CitationAddress.here(citation.query()));
        return answer;
    }

    private Answer answer(Citation citation, CitationForm form, HttpStatus status) {
        HttpHeaders headers = release(citation.cited());
        if (form == CitationForm.PAGE) {
            SecurityHeaders.setPage(headers, false);
        }
        return new Answer(status, form.type(), headers, bytes(citation, form));
    }

    private static HttpHeaders release(Cited cited) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(AnswerWriter.RELEASE, cited.query().release().version());
        cited.withdrawn().ifPresent(withdrawn -> withdrawn.headers().forEach(headers::set));
        return headers;
    }

    private byte[] bytes(Citation citation, CitationForm form) {
        return switch (form) {
            case JSON -> JsonMapper.shared().writeValueAsBytes(citation.json());
            case PAGE -> look.page().html(citation).getBytes(StandardCharsets.UTF_8);
            case TEXT -> (citation.text() + "\n").getBytes(StandardCharsets.UTF_8);
            case BIBTEX -> citation.bibtex().getBytes(StandardCharsets.UTF_8);
            case CSL -> JsonMapper.shared().writeValueAsBytes(citation.csl());
        };
    }
}
