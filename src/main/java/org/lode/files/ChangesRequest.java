package org.lode.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.model.BadInput;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.RecordKind;
import org.lode.query.ChangeCopyQuery;
import org.lode.query.ChangeListing;
import org.lode.query.CopyQuery;
import org.lode.release.Releases;
import org.lode.schema.AskedTypes;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * A list of changes.
 *
 * @param of the kind of record whose history it is; null for other lists
 * @param variables the arguments of the list as GraphQL takes them, those that were given
 * @param columns those that were chosen, in their order
 * @param isPinned whether the release that the changes lead to was named
 */
public record ChangesRequest(
        ChangeList list,
        @Nullable RecordKind of,
        ExportFormat format,
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

    /** The type of each argument in GraphQL. */
    private static final Map<String, String> ARGUMENTS = Map.of(
            AT, "ReleaseRef",
            FROM, "ReleaseRef!",
            TO, "ReleaseRef!",
            SINCE, "Int!",
            TYPES, "[RecordType!]",
            DIRECTION, "OrderDirection!",
            ID, "ID!");

    /** Names the latest release where GraphQL needs a name. */
    private static final Map<String, String> LATEST = Map.of("on", "9999-12-31");

    static ChangesRequest of(ServerRequest request, ChangeList list, ExportFormat format, DataPackage data) {
        ExportParameters given = ExportParameters.of(request, list.parameters());
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

    private static int since(ExportParameters given) {
        String text = given.text(SINCE).orElse("0");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new BadInput(SINCE, text, "the number of a release, or 0 for all changes");
        }
    }

    private static NoFile missing(String id) {
        return NoFile.missing(ID, id, "the id of a record that the release holds, such as project:lofdal");
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
        String declared = variables.keySet().stream()
                .map(name -> "$%s: %s".formatted(name, ARGUMENTS.get(name)))
                .collect(Collectors.joining(", "));
        return "query Export%s { %s }".formatted(declared.isEmpty() ? "" : "(" + declared + ")", rows);
    }

    private String given(String... names) {
        List<String> arguments = new ArrayList<>();
        for (String name : names) {
            if (variables.containsKey(name)) {
                arguments.add("%s: $%s".formatted(name, name));
            }
        }
        return arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")";
    }

    @Override
    @SuppressWarnings("unchecked")
    public Rows rows(ExportQuestion.Answer answer) {
        List<String> types = AskedTypes.of(
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

    /** The record is the one that GraphQL found: another one than was asked for when that was merged into it. */
    private Rows history(ExportQuestion.Answer answer, boolean newestFirst) {
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
     * What GraphQL made of the request.
     *
     * @param parent id of the record whose history it is; empty for other lists
     * @param derived the releases whose changes will say more, once their delta comes
     */
    public record Rows(ChangeListing listing, String parent, List<Field> columns, List<Integer> derived)
            implements ExportRows {

        /** The same, once the derived releases are known. */
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
}
