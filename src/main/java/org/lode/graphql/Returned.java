package org.lode.graphql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The records in the answer to one operation, also where it does not select their ids, and those behind its counts and sums. */
public final class Returned {
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    private final Map<Object, Long> counted = new ConcurrentHashMap<>();

    /**
     * Notes that the answer counts or adds up so many records.
     *
     * @param list what they are: a list that is counted and added up has its records once
     */
    public void count(Object list, long records) {
        counted.put(list, records);
    }

    /** How many records its counts and sums are made of; a record that is in several counts several times. */
    public long counted() {
        return counted.values().stream().mapToLong(Long::longValue).sum();
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
