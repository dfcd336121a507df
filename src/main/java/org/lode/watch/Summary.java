package org.lode.watch;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.operation.Question;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;

/**
 * What one request asked and how it was answered, as far as it is worth writing down.
 *
 * @param name as the request gives it; null when it does not
 * @param document the text of the query: never written, but as a hash
 * @param code of the first error; null when there is none
 */
record Summary(
        @Nullable String name,
        String document,
        @Nullable String release,
        @Nullable String code,
        @Nullable Object requestedCost,
        @Nullable Object actualCost) {

    static Summary of(WebGraphQlRequest request, WebGraphQlResponse response) {
        Map<Object, Object> extensions = response.getExtensions();
        return new Summary(
                name(request.getOperationName()),
                request.getDocument(),
                response.getResponseHeaders().getFirst("Dataset-Release"),
                code(response.getErrors()),
                cost(extensions, "requested"),
                cost(extensions, "actual"));
    }

    /** One that was not run again, since its answer is kept. */
    static Summary kept(Question question) {
        return new Summary(name(question.name()), question.document(), null, null, null, null);
    }

    private static @Nullable String name(@Nullable String given) {
        return given == null || given.isEmpty() ? null : given;
    }

    private static @Nullable String code(List<ResponseError> errors) {
        return errors.isEmpty()
                ? null
                : Objects.toString(errors.getFirst().getExtensions().get("code"), "uncoded");
    }

    private static @Nullable Object cost(Map<Object, Object> extensions, String which) {
        return extensions.get("cost") instanceof Map<?, ?> cost ? cost.get(which) : null;
    }
}
