package org.lode.cite;

import org.lode.http.RequestReader;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.lode.release.Release.ReleaseRef;
import org.lode.release.Releases;
import org.lode.store.ReleaseStore;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** Gives queries their ids, and finds them again. */
@Component
final class CitationDesk {
    private final RequestReader reader;
    private final ReleaseStore releases;
    private final CitedRuns runs;
    private final KeptQueries kept;
    private final CitationSettings settings;

    CitationDesk(
            RequestReader reader, ReleaseStore releases, CitedRuns runs, KeptQueries kept, CitationSettings settings) {
        this.reader = reader;
        this.releases = releases;
        this.runs = runs;
        this.kept = kept;
        this.settings = settings;
    }

    /** A query that has an id from now on, or had it already, and its answer. */
    record Given(Cited cited, CitedRun run, boolean isNew) {}

    /** Runs the query of a request and gives it its id; fails unless it runs without an error. */
    Mono<Given> give(ServerRequest request) {
        return Mono.zip(
                        reader.read(
                                request.exchange().getRequest(),
                                request.exchange().getResponse()),
                        releases.current())
                .flatMap(both -> runs.first(request, both.getT1(), both.getT2()).flatMap(run -> {
                    reader.keep(both.getT1());
                    return keep(CitedQuery.of(both.getT1(), run.release()), run, both.getT2());
                }));
    }

    private Mono<Given> keep(CitedQuery query, CitedRun run, Releases known) {
        int length = CitationAddress.anywhere(query, "", run.sha256()).length();
        if (length > settings.length().toBytes()) {
            throw new BadRequest(
                    Code.PAYLOAD_TOO_LARGE,
                    "address",
                    length + " characters",
                    "at most %d, so that any server can be asked for it"
                            .formatted(settings.length().toBytes()));
        }
        return kept.keep(new KeptQueries.Kept(query, run.sha256()))
                .flatMap(isNew -> kept.find(query.id())
                        .map(now -> new Given(new Cited(query, now.sha256(), true, known), run, isNew)));
    }

    /** The query that an address means: the one that it says, or the one that is kept. */
    Mono<Cited> find(ServerRequest request) {
        CitationRequest given = CitationRequest.of(request);
        String id = request.pathVariable("id");
        return releases.current()
                .flatMap(known -> given.isWhole()
                        ? said(request, given, known).flatMap(said -> require(id, said))
                        : kept.find(id).map(found -> new Cited(found.query(), found.sha256(), true, known)))
                .switchIfEmpty(Mono.error(() -> NoCitation.unknown(id)));
    }

    private Mono<Cited> said(ServerRequest request, CitationRequest given, Releases known) {
        return reader.read(request.exchange().getRequest(), request.exchange().getResponse())
                .map(asked -> CitedQuery.of(asked, known.resolve(new ReleaseRef.Version(given.release()))))
                .flatMap(query -> kept.find(query.id())
                        .map(found -> new Cited(
                                query, given.result().isEmpty() ? found.sha256() : given.result(), true, known))
                        .defaultIfEmpty(new Cited(query, given.result(), false, known)));
    }

    private static Mono<Cited> require(String id, Cited said) {
        String actual = said.query().id();
        return actual.equals(id)
                ? Mono.just(said)
                : Mono.error(new BadRequest(
                        "id",
                        id,
                        "the id of what the address says, %s, with release %s of root %s"
                                .formatted(
                                        actual,
                                        said.query().release().version(),
                                        said.query().release().root())));
    }
}
