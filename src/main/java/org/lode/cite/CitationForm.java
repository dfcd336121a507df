package org.lode.cite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lode.http.MediaTypes;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The forms of a citation, the first for who takes any. */
enum CitationForm {
    JSON,
    PAGE,
    TEXT,
    BIBTEX,
    CSL;

    MediaType type() {
        return switch (this) {
            case JSON -> MediaType.APPLICATION_JSON;
            case PAGE -> new MediaType("text", "html", StandardCharsets.UTF_8);
            case TEXT -> new MediaType("text", "plain", StandardCharsets.UTF_8);
            case BIBTEX -> new MediaType("application", "x-bibtex", StandardCharsets.UTF_8);
            case CSL -> new MediaType("application", "vnd.citationstyles.csl+json");
        };
    }

    /** The form that the client prefers; fails when it takes none. */
    static CitationForm preferred(ServerRequest request) {
        List<MediaType> accepted = MediaTypes.accepted(request.headers().asHttpHeaders());
        return accepted.stream()
                .filter(wanted -> wanted.getQualityValue() > 0)
                .flatMap(wanted -> of(wanted).stream())
                .findFirst()
                .orElseThrow(() -> new BadRequest(
                        Code.NOT_ACCEPTABLE,
                        HttpHeaders.ACCEPT,
                        String.join(", ", request.headers().header(HttpHeaders.ACCEPT)),
                        "one of " + types()));
    }

    private static Optional<CitationForm> of(MediaType wanted) {
        return Arrays.stream(values())
                .filter(form -> wanted.includes(form.type()))
                .findFirst();
    }

    private static String types() {
        return Arrays.stream(values())
                .map(form -> form.type().getType() + "/" + form.type().getSubtype())
                .collect(Collectors.joining(", "));
    }
}
