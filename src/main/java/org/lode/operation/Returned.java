package org.lode.operation;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The records in the answer to one operation, also where it does not select their ids. */
public final class Returned {
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    /** Their ids in order, each once. */
    public List<String> ids() {
        return ids.stream().sorted().toList();
    }

    /** Notes a record. */
    public void note(String id) {
        ids.add(id);
    }
}
