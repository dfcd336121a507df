package org.lode.graphql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Clients.Client;
import org.lode.release.Releases;

/**
 * A request to run an operation.
 *
 * @param id of the request, by which the log knows it
 * @param operationName null when the document has one operation
 * @param dryRun whether only the cost is asked for
 * @param releases those that the operation knows; null for all that there are
 * @param touched notes the ids of the records in the answer; null when no caller needs them
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
    /** Makes a request for a query that Lode runs for a client, within the client's limits. */
    public static OperationRequest of(
            String id,
            Client client,
            String document,
            Map<String, @Nullable Object> variables,
            @Nullable Releases known) {
        return new OperationRequest(id, client, document, null, variables, false, known, null);
    }

    /** Collects the records of one answer: the ids of all in it, selected or not, and the number behind its counts and sums. */
    public static final class TouchedRecords {
        private final Set<String> ids = ConcurrentHashMap.newKeySet();

        private final Map<Object, Long> counted = new ConcurrentHashMap<>();

        /**
         * Adds records that the answer counts or adds up.
         *
         * @param list identifies them: a list that is both counted and added up is taken once
         */
        public void count(Object list, long records) {
            counted.put(list, records);
        }

        /** Returns the number of records behind counts and sums. A record that is in several lists is counted for each. */
        public long counted() {
            return counted.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Returns the ids of the records in the answer, sorted, each once. */
        public List<String> ids() {
            return ids.stream().sorted().toList();
        }

        public void note(String id) {
            ids.add(id);
        }
    }

    /**
     * The operation of a request and its result, for metrics and the access log. It is an attribute of the request, also when the answer
     * comes from the cache.
     */
    public static final class RequestNote {
        private volatile @Nullable Asked asked;
        private volatile @Nullable Ran ran;

        private RequestNote() {}

        /**
         * The operation of a request.
         *
         * @param name as the request gives it; null when it does not
         * @param document its text: never logged, but as a hash
         */
        public record Asked(@Nullable String name, String document) {}

        /**
         * The result of an operation that ran.
         *
         * @param release version of the release that the answer is of
         * @param code of the first error; null when there is none
         */
        public record Ran(
                @Nullable String release,
                @Nullable String code,
                @Nullable Long requestedCost,
                @Nullable Long actualCost) {}

        /** Returns the note among the attributes of a request, and adds it at the first call. */
        public static RequestNote of(Map<String, Object> attributes) {
            return (RequestNote) attributes.computeIfAbsent(RequestNote.class.getName(), name -> new RequestNote());
        }

        public void asked(@Nullable String name, String document) {
            asked = new Asked(name == null || name.isEmpty() ? null : name, document);
        }

        public void ran(Ran result) {
            ran = result;
        }

        /** Returns null while the request was not read. */
        public @Nullable Asked asked() {
            return asked;
        }

        /** Returns null when the operation did not run, as when the answer comes from the cache. */
        public @Nullable Ran ran() {
            return ran;
        }
    }
}
