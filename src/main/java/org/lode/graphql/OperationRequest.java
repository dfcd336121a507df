package org.lode.graphql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Clients.Client;
import org.lode.release.Releases;

/**
 * An operation that a client asks Lode to run.
 *
 * @param id of the request, by which the log knows it
 * @param operationName null when the document has one operation
 * @param dryRun whether only the cost is asked for
 * @param releases those that the operation knows; null for all that there are
 * @param touched notes the ids of the records in the answer; null when nobody needs them
 */
public record OperationRequest(
        String id,
        Client client,
        String document,
        @Nullable String operationName,
        Map<String, @Nullable Object> variables,
        boolean dryRun,
        @Nullable Releases releases,
        @Nullable TouchedRecords touched) {

    /** A query that Lode asks itself for a client, within the client's limits. */
    public static OperationRequest of(
            String id,
            Client client,
            String document,
            Map<String, @Nullable Object> variables,
            @Nullable Releases known) {
        return new OperationRequest(id, client, document, null, variables, false, known, null);
    }

    /** The records of one answer: those in it, also where it does not select their ids, and how many its counts and sums are made of. */
    public static final class TouchedRecords {
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
}
