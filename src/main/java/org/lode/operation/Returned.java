package org.lode.operation;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.graphql.server.WebGraphQlRequest;

/** The records that the answer to one operation tells of, noted while it is made, whether or not it asks for their ids. */
public final class Returned {
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    /** Notes from now on what this operation returns. */
    public static Returned by(WebGraphQlRequest request) {
        Returned returned = new Returned();
        request.configureExecutionInput(
                (input, builder) -> builder.graphQLContext(context -> context.put(Returned.class, returned))
                        .build());
        return returned;
    }

    /** Their ids in order, each once. */
    public List<String> ids() {
        return ids.stream().sorted().toList();
    }

    /** Notes a record. */
    public void note(String id) {
        ids.add(id);
    }
}
