package org.lode.files;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.files.ExportRequest.Parameters;
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

/** Requests for lists of changes. */
public final class ChangesRequest {
    private static final String SINCE = "sinceSequence";

    /** The GraphQL types of the arguments. */
    private static final Map<String, String> ARGUMENTS = Map.of(
            "at",
            "ReleaseRef",
            "from",
            "ReleaseRef!",
            "to",
            "ReleaseRef!",
            SINCE,
            "Int!",
            "types",
            "[RecordType!]",
            "direction",
            "OrderDirection!",
            "id",
            "ID!");

    /** A reference to the latest release, for arguments that GraphQL requires. */
    private static final Map<String, String> LATEST = Map.of("on", "9999-12-31");

    private ChangesRequest() {}

    static ExportRequest of(ServerRequest request, ChangeList list, Export.Format format, DataPackage data) {
        Parameters given = Parameters.of(request, list.parameters());
        Map<String, @Nullable Object> variables = given.variables();
        given.releases("at", "from", "to");
        given.text("types").ifPresent(types -> variables.put("types", List.of(types.split(",", -1))));
        given.text("direction").ifPresent(direction -> variables.put("direction", direction));
        boolean pinned = variables.containsKey(list == ChangeList.DIFF ? "to" : "at");
        RecordKind kind = null;
        switch (list) {
            case CHANGES -> variables.put(SINCE, since(given));
            case DIFF -> {
                given.required("from", "the version of the release to start from");
                variables.putIfAbsent("to", LATEST);
            }
            case HISTORY -> {
                String id = given.required("id", "the id of a record");
                kind = data.ofId(id).orElseThrow(() -> missing(id));
                variables.put("id", id);
            }
        }
        boolean mark = given.mark(format);
        List<Field> columns = given.columns(ChangeCopyQuery.FIELDS, Field::name);
        String fields = switch (list) {
            case CHANGES ->
                "release%s { sequence } changes%s { exportUrl }"
                        .formatted(given.arguments("at"), given.arguments(SINCE, "types", "direction"));
            case DIFF ->
                "diff%s { exportUrl } from: release(at: $from) { sequence } release(at: $to) { sequence }"
                        .formatted(given.arguments("from", "to", "types"));
            case HISTORY ->
                "record: %s%s { recordId release { sequence } history%s { exportUrl } }"
                        .formatted(
                                Objects.requireNonNull(kind).singular(),
                                given.arguments("at", "id"),
                                given.arguments("direction"));
        };
        RecordKind of = kind;
        return new ExportRequest(
                list.kind(),
                format,
                mark,
                pinned,
                given.operation(ARGUMENTS, fields),
                variables,
                answer -> rows(list, of, variables, columns, answer, data));
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
        return FileException.missing("id", id, "the id of a record that the release holds, such as project:lofdal");
    }

    @SuppressWarnings("unchecked")
    private static Rows rows(
            ChangeList list,
            @Nullable RecordKind of,
            Map<String, @Nullable Object> variables,
            List<Field> columns,
            ExportQuery.Answer answer,
            DataPackage data) {
        List<String> types = Connections.types((List<String>) variables.get("types"), data.records());
        boolean newestFirst = "DESC".equals(variables.get("direction"));
        String parent = "";
        ChangeListing listing = switch (list) {
            case CHANGES -> {
                int since = (int) Objects.requireNonNull(variables.get(SINCE));
                yield new ChangeListing.Feed(since, answer.sequence("release"), types, newestFirst);
            }
            case DIFF -> ChangeListing.Net.of(answer.sequence("from"), answer.sequence("release"), types);
            case HISTORY -> {
                // The record that GraphQL found: the requested record may have been merged into another.
                Map<?, ?> found = (Map<?, ?>) answer.fields().get("record");
                if (found == null) {
                    throw missing(String.valueOf(variables.get("id")));
                }
                parent = String.valueOf(found.get("recordId"));
                String type = Objects.requireNonNull(of).type();
                yield new ChangeListing.History(ExportQuery.Answer.sequence(found.get("release")), type, newestFirst);
            }
        };
        return new Rows(listing, parent, columns, List.of());
    }

    /**
     * The rows that GraphQL chose.
     *
     * @param parent id of the record whose history it is; empty for other lists
     * @param derived the releases whose delta is not known yet; their changes have more columns once it is
     */
    public record Rows(ChangeListing listing, String parent, List<Field> fields, List<Integer> derived)
            implements Export.Rows {

        public Rows of(List<Integer> known) {
            return new Rows(listing, parent, fields, known);
        }

        @Override
        public int sequence() {
            return listing.end();
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
            return ChangeCopyQuery.of(data, listing, parent, form, fields, position);
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

        static Optional<ChangeList> of(String kind) {
            return all().filter(list -> list.kind().equals(kind)).findFirst();
        }

        /** Returns the name in addresses. */
        public String kind() {
            return name().toLowerCase(Locale.ROOT);
        }

        public List<String> parameters() {
            return switch (this) {
                case CHANGES -> List.of("at", SINCE, "types", "direction", Parameters.FIELDS, Parameters.MARK);
                case DIFF -> List.of("from", "to", "types", Parameters.FIELDS, Parameters.MARK);
                case HISTORY -> List.of("at", "id", "direction", Parameters.FIELDS, Parameters.MARK);
            };
        }
    }
}
