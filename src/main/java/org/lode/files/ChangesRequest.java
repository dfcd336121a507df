package org.lode.files;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.files.ServedFile.FileException;
import org.lode.model.DataPackage;
import org.lode.model.Failure.BadInput;
import org.lode.model.Field;
import org.lode.model.RecordKind;
import org.lode.query.ChangeCopyQuery;
import org.lode.query.ChangeListing;
import org.lode.query.CopyQuery;
import org.lode.release.Releases;
import org.lode.schema.Connections;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * A request for a list of changes.
 *
 * @param of the kind of record whose history it is; null for other lists
 * @param variables the arguments that were given, as GraphQL takes them
 * @param columns the columns that were chosen, in their order
 * @param isPinned whether the address names the release that the changes lead to
 */
public record ChangesRequest(
        ChangeList list,
        @Nullable RecordKind of,
        Export.Format format,
        Map<String, @Nullable Object> variables,
        List<Field> columns,
        boolean mark,
        boolean isPinned)
        implements ExportRequest {
    private static final String AT = "at";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String SINCE = "sinceSequence";
    private static final String TYPES = "types";
    private static final String DIRECTION = "direction";
    private static final String ID = "id";

    /** The GraphQL types of the arguments. */
    private static final Map<String, String> ARGUMENTS = Map.of(
            AT, "ReleaseRef",
            FROM, "ReleaseRef!",
            TO, "ReleaseRef!",
            SINCE, "Int!",
            TYPES, "[RecordType!]",
            DIRECTION, "OrderDirection!",
            ID, "ID!");

    /** A reference to the latest release, for arguments that GraphQL requires. */
    private static final Map<String, String> LATEST = Map.of("on", "9999-12-31");

    static ChangesRequest of(ServerRequest request, ChangeList list, Export.Format format, DataPackage data) {
        Parameters given = Parameters.of(request, list.parameters());
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        for (String release : List.of(AT, FROM, TO)) {
            given.text(release).ifPresent(version -> variables.put(release, Map.of("version", version)));
        }
        given.text(TYPES).ifPresent(types -> variables.put(TYPES, List.of(types.split(",", -1))));
        given.text(DIRECTION).ifPresent(direction -> variables.put(DIRECTION, direction));
        boolean pinned = variables.containsKey(list == ChangeList.DIFF ? TO : AT);
        RecordKind kind = null;
        switch (list) {
            case CHANGES -> variables.put(SINCE, since(given));
            case DIFF -> {
                given.required(FROM, "the version of the release to start from");
                variables.putIfAbsent(TO, LATEST);
            }
            case HISTORY -> {
                String id = given.required(ID, "the id of a record");
                kind = data.ofId(id).orElseThrow(() -> missing(id));
                variables.put(ID, id);
            }
        }
        boolean mark = given.mark(format);
        List<Field> columns = given.columns(ChangeCopyQuery.FIELDS, Field::name);
        return new ChangesRequest(list, kind, format, variables, columns, mark, pinned);
    }

    private static int since(Parameters given) {
        String text = given.text(SINCE).orElse("0");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new BadInput(SINCE, text, "the number of a release, or 0 for all changes");
        }
    }

    private static FileException missing(String id) {
        return FileException.missing(ID, id, "the id of a record that the release holds, such as project:lofdal");
    }

    @Override
    public String kind() {
        return list.kind();
    }

    @Override
    public String document() {
        String rows = switch (list) {
            case CHANGES ->
                "release%s { sequence } changes%s { exportUrl }".formatted(given(AT), given(SINCE, TYPES, DIRECTION));
            case DIFF ->
                "diff%s { exportUrl } from: release(at: $from) { sequence } release(at: $to) { sequence }"
                        .formatted(given(FROM, TO, TYPES));
            case HISTORY ->
                "record: %s%s { recordId release { sequence } history%s { exportUrl } }"
                        .formatted(Objects.requireNonNull(of).singular(), given(AT, ID), given(DIRECTION));
        };
        return "query Export%s { %s }".formatted(declared(ARGUMENTS), rows);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Rows rows(ExportQuery.Answer answer) {
        List<String> types = Connections.types(
                (List<String>) variables.get(TYPES), answer.description().records());
        boolean newestFirst = "DESC".equals(variables.get(DIRECTION));
        return switch (list) {
            case CHANGES ->
                rows(new ChangeListing.Feed(
                        (int) Objects.requireNonNull(variables.get(SINCE)),
                        answer.sequence("release"),
                        types,
                        newestFirst));
            case DIFF -> rows(ChangeListing.Net.of(answer.sequence(FROM), answer.sequence("release"), types));
            case HISTORY -> history(answer, newestFirst);
        };
    }

    private Rows rows(ChangeListing listing) {
        return new Rows(listing, "", columns, List.of());
    }

    /** Uses the record that GraphQL found: the requested record may have been merged into another. */
    private Rows history(ExportQuery.Answer answer, boolean newestFirst) {
        Map<?, ?> found = (Map<?, ?>) answer.fields().get("record");
        if (found == null) {
            throw missing(String.valueOf(variables.get(ID)));
        }
        Map<?, ?> release = (Map<?, ?>) Objects.requireNonNull(found.get("release"));
        int sequence = ((Number) Objects.requireNonNull(release.get("sequence"))).intValue();
        return new Rows(
                new ChangeListing.History(sequence, Objects.requireNonNull(of).type(), newestFirst),
                String.valueOf(found.get("recordId")),
                columns,
                List.of());
    }

    /**
     * The rows that GraphQL chose.
     *
     * @param parent id of the record whose history it is; empty for other lists
     * @param derived the releases whose delta is not known yet; their changes have more columns once it is
     */
    public record Rows(ChangeListing listing, String parent, List<Field> columns, List<Integer> derived)
            implements Export.Rows {

        /** Returns the same rows with the derived releases. */
        public Rows of(List<Integer> known) {
            return new Rows(listing, parent, columns, known);
        }

        @Override
        public int sequence() {
            return listing.end();
        }

        @Override
        public List<Field> fields() {
            return columns;
        }

        @Override
        public String canonical() {
            return "%s %d %s".formatted(listing.fingerprint(parent), listing.high(), derived);
        }

        @Override
        public String label(Releases known) {
            String end = known.require(listing.end()).version();
            return listing instanceof ChangeListing.Net net
                    ? known.require(net.start()).version() + "-" + end
                    : end;
        }

        @Override
        public CopyQuery after(DataPackage data, CopyQuery.Format form, @Nullable List<@Nullable String> position) {
            return new ChangeCopyQuery(data, listing, parent, form, columns, position);
        }
    }

    /** The lists of changes that are files, by the names of their fields in GraphQL. */
    public enum ChangeList {
        /** Every change after a release. */
        CHANGES,
        /** The net difference of two releases. */
        DIFF,
        /** The changes of one record. */
        HISTORY;

        public static Stream<ChangeList> all() {
            return Arrays.stream(values());
        }

        /** Returns the list of this name. */
        static Optional<ChangeList> of(String kind) {
            return all().filter(list -> list.kind().equals(kind)).findFirst();
        }

        /** Returns the name in addresses. */
        public String kind() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the parameters that an address may have. */
        public List<String> parameters() {
            List<String> arguments = switch (this) {
                case CHANGES -> List.of("at", "sinceSequence", "types", "direction");
                case DIFF -> List.of("from", "to", "types");
                case HISTORY -> List.of("at", "id", "direction");
            };
            return Stream.concat(arguments.stream(), Stream.of(Parameters.FIELDS, Parameters.MARK))
                    .toList();
        }
    }
}
