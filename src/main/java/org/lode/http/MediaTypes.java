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
            if (accepted.getQualityValue() == 0) {
                continue;
            }
            if (accepted.equalsTypeAndSubtype(GRAPHQL)) {
                return GRAPHQL;
            }
            if (accepted.includes(LEGACY)) {
                return LEGACY;
            }
        }
        throw new BadRequest(
                Code.NOT_ACCEPTABLE,
                HttpHeaders.ACCEPT,
                String.join(", ", request.getOrEmpty(HttpHeaders.ACCEPT)),
                GRAPHQL + " or " + LEGACY);
    }

    /** Returns the type of an error response, also for a client that accepts neither type. */
    static MediaType refusing(HttpHeaders request) {
        try {
            return answering(request);
        } catch (BadRequest neither) {
            return LEGACY;
        }
    }

    /** Whether the client prefers a stream of events to all other media types. */
    static boolean events(HttpHeaders headers) {
        for (String line : headers.getOrEmpty(HttpHeaders.ACCEPT)) {
            if (line.toLowerCase(Locale.ROOT).contains(MediaType.TEXT_EVENT_STREAM.getSubtype())) {
                return areFirst(headers);
            }
        }
        return false;
    }

    private static boolean areFirst(HttpHeaders headers) {
        try {
            return preferred(headers.getAccept()).stream()
                    .findFirst()
                    .filter(MediaType.TEXT_EVENT_STREAM::equalsTypeAndSubtype)
                    .isPresent();
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** Fails unless the headers say that the body is uncompressed JSON in UTF-8. Sets {@code Accept-Encoding} of the response then. */
    static void requireJson(HttpHeaders request, HttpHeaders response) {
        requireIdentity(request, response);
        String given = String.join(", ", request.getOrEmpty(HttpHeaders.CONTENT_TYPE));
        boolean json = content(request)
                .filter(LEGACY::equalsTypeAndSubtype)
                .filter(type -> type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset()))
                .isPresent();
        if (!json) {
            throw new BadRequest(
                    Code.UNSUPPORTED_MEDIA_TYPE,
                    HttpHeaders.CONTENT_TYPE,
                    given.isEmpty() ? "none" : given,
                    LEGACY + " in UTF-8");
        }
    }

    private static void requireIdentity(HttpHeaders request, HttpHeaders response) {
        String given = String.join(", ", request.getOrEmpty(HttpHeaders.CONTENT_ENCODING));
        if (!given.isBlank() && !given.strip().equalsIgnoreCase("identity")) {
            response.set(HttpHeaders.ACCEPT_ENCODING, "identity");
            throw new BadRequest(
                    Code.UNSUPPORTED_MEDIA_TYPE,
                    HttpHeaders.CONTENT_ENCODING,
                    given,
                    "none: bodies are read as they are, without compression");
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
            throw new BadRequest(
                    Code.NOT_ACCEPTABLE,
                    HttpHeaders.ACCEPT,
                    String.join(", ", request.getOrEmpty(HttpHeaders.ACCEPT)),
                    "media types");
        }
    }

    private static List<MediaType> preferred(List<MediaType> accepted) {
        return accepted.stream()
                .sorted((a, b) -> Double.compare(b.getQualityValue(), a.getQualityValue()))
                .toList();
    }
}
