package org.lode.operation;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks, for those who watch: also when it never comes to the engine, since the answer is kept.
 *
 * @param name of the operation, as the request gives it
 * @param document its text
 */
public record Question(@Nullable String name, String document) {
    private static final String ATTRIBUTE = Question.class.getName();

    /** Notes it with its request. */
    public void note(Map<String, Object> attributes) {
        attributes.put(ATTRIBUTE, this);
    }

    /** The one that was noted; none while the request was not read. */
    public static Optional<Question> of(Map<String, Object> attributes) {
        return Optional.ofNullable((Question) attributes.get(ATTRIBUTE));
    }
}
