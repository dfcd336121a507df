package org.lode.operation;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The records that the answer to one operation tells of, noted while it is made, whether or not it asks for their ids. */
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
