package org.lode.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Negotiates the media types of GraphQL requests and responses. */
public final class MediaTypes {
    static final MediaType LEGACY = MediaType.APPLICATION_JSON;
    public static final MediaType GRAPHQL = MediaType.APPLICATION_GRAPHQL_RESPONSE;

    private MediaTypes() {}

    /** Returns the type of the response: the client's first choice, or {@code application/json} if it has none. */
    static MediaType answering(HttpHeaders request) {
        String plain = request.getFirst(HttpHeaders.ACCEPT);
        if (plain == null || plain.equals("*/*") || plain.equals(MediaType.APPLICATION_JSON_VALUE)) {
            return LEGACY;
        }
        for (MediaType accepted : accepted(request)) {
            if (accepted.getQualityValue() > 0 && accepted.equalsTypeAndSubtype(GRAPHQL)) {
                return GRAPHQL;
            }
            if (accepted.getQualityValue() > 0 && accepted.includes(LEGACY)) {
                return LEGACY;
            }
        }
        throw refused(Code.NOT_ACCEPTABLE, request, HttpHeaders.ACCEPT, GRAPHQL + " or " + LEGACY);
    }

    private static BadRequest refused(Code code, HttpHeaders request, String header, String expected) {
        String given = String.join(", ", request.getOrEmpty(header));
        return new BadRequest(code, header, given.isEmpty() ? "none" : given, expected);
    }

    /** Returns the type of an error response, also for a client that accepts neither type. */
    static MediaType refusing(HttpHeaders request) {
        try {
            return answering(request);
        } catch (BadRequest neither) {
            return LEGACY;
        }
    }

    /** Returns whether the client prefers a stream of events to all other media types. */
    static boolean events(HttpHeaders headers) {
        try {
            return headers.getOrEmpty(HttpHeaders.ACCEPT).stream()
                            .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains("event-stream"))
                    && MediaType.TEXT_EVENT_STREAM.equalsTypeAndSubtype(
                            preferred(headers.getAccept()).getFirst());
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** Fails unless the headers say that the body is uncompressed JSON in UTF-8. Sets {@code Accept-Encoding} of the response then. */
    static void requireJson(HttpHeaders request, HttpHeaders response) {
        String coding = String.join(", ", request.getOrEmpty(HttpHeaders.CONTENT_ENCODING));
        if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            response.set(HttpHeaders.ACCEPT_ENCODING, "identity");
            String expected = "none: bodies are read as they are, without compression";
            throw refused(Code.UNSUPPORTED_MEDIA_TYPE, request, HttpHeaders.CONTENT_ENCODING, expected);
        }
        boolean json = content(request)
                .filter(LEGACY::equalsTypeAndSubtype)
                .filter(type -> type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset()))
                .isPresent();
        if (!json) {
            throw refused(Code.UNSUPPORTED_MEDIA_TYPE, request, HttpHeaders.CONTENT_TYPE, LEGACY + " in UTF-8");
        }
    }

    private static Optional<MediaType> content(HttpHeaders request) {
        try {
            return Optional.ofNullable(request.getContentType());
        } catch (IllegalArgumentException e) {
            // An unknown charset throws, too.
            return Optional.empty();
        }
    }

    /** Returns the types that the client accepts, in the order of its preference. */
    public static List<MediaType> accepted(HttpHeaders request) {
        try {
            List<MediaType> accepted = request.getAccept();
            return accepted.isEmpty() ? List.of(LEGACY) : preferred(accepted);
        } catch (InvalidMediaTypeException e) {
            throw refused(Code.NOT_ACCEPTABLE, request, HttpHeaders.ACCEPT, "media types");
        }
    }

    private static List<MediaType> preferred(List<MediaType> accepted) {
        return accepted.stream()
                .sorted((a, b) -> Double.compare(b.getQualityValue(), a.getQualityValue()))
                .toList();
    }
}
