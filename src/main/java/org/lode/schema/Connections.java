package org.lode.schema;

import graphql.language.Argument;
import graphql.language.VariableReference;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.graphql.VariableCheck;
import org.lode.model.DataPackage;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.CursorMismatch;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.query.Cursor;
import org.lode.query.Page.PageRequest;
import org.lode.query.ReadAt;
import org.lode.query.ReadAt.VersionedId;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.schema.RowReader.RowAt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What all connection fields share: their arguments {@code at}, {@code types} and {@code filter}, and how the connections of many
 * parents are read together.
 */
public final class Connections {
    private Connections() {}

    /**
     * The connection of one parent. Nothing is read before its fields are asked for.
     *
     * @param load reads the connections of all parents in one release
     * @param parent id of the row that the list belongs to; empty at the root
     */
    record Connection<L>(L load, String parent) {}

    /** Reads the connections that one field gives in one release. */
    interface Load {
        /** Adds a parent. Its cursors are checked at once, so that those of another list fail at this parent alone. */
        Connection<?> of(String parent);
    }

    /**
     * The connections below rows. Rows of one release share a load. A row whose connection fails has that failure.
     *
     * @param fingerprint identifies the list of a row in its cursors
     */
    static Mono<List<Object>> below(
            List<RowAt> rows,
            FieldCall call,
            Function<RowAt, String> fingerprint,
            Function<ReadAt, ? extends Load> load) {
        Map<ReadAt, Load> loads = new HashMap<>();
        List<Object> connections = new ArrayList<>(rows.size());
        for (RowAt row : rows) {
            try {
                ReadAt at = releaseBelow(call, row, () -> fingerprint.apply(row));
                connections.add(loads.computeIfAbsent(at, load).of(row.row().id()));
            } catch (RuntimeException e) {
                connections.add(new Resolver.Failed(e));
            }
        }
        return Mono.just(connections);
    }

    /** Reads a part of each connection, once for each load among them. */
    static <L, T, V> Mono<List<V>> each(
            List<Connection<L>> lists,
            Function<L, Mono<Map<String, T>>> read,
            BiFunction<Map<String, T>, Connection<L>, V> part) {
        L first = lists.getFirst().load();
        if (lists.stream().allMatch(list -> list.load().equals(first))) {
            return read.apply(first)
                    .map(found ->
                            lists.stream().map(list -> part.apply(found, list)).toList());
        }
        IdentityHashMap<L, Map<String, T>> all = new IdentityHashMap<>();
        return Flux.fromStream(lists.stream().map(Connection::load).distinct())
                .concatMap(load -> read.apply(load).doOnNext(found -> all.put(load, found)))
                .then(Mono.fromSupplier(() -> lists.stream()
                        .map(list -> part.apply(Objects.requireNonNull(all.get(list.load())), list))
                        .toList()));
    }

    /** Resolves a field of connections from the page of each. */
    static <L, P> BiFunction<List<Connection<L>>, FieldCall, Mono<? extends List<?>>> pages(
            Function<L, Mono<Map<String, P>>> read, Function<P, Object> part) {
        return (lists, call) ->
                each(lists, read, (found, list) -> part.apply(Objects.requireNonNull(found.get(list.parent()))));
    }

    /**
     * Returns the release of a list at the root: the one that {@code at} names, else the one of the cursor, else the latest. So page
     * two is of the release of page one.
     *
     * @param fingerprint identifies the list in its cursors
     */
    static ReadAt release(FieldCall call, Supplier<String> fingerprint) {
        String cursor = cursor(call);
        return call.argument("at") != null || cursor == null
                ? ReadAt.of(call.releases(), call.argument("at"))
                : releaseOf(call, cursor, fingerprint.get());
    }

    /**
     * The release of a list below a row: that of a cursor, else that of the row.
     *
     * <p>A row of a release that the reader named has no rows of another one below it: such a cursor is refused.
     */
    private static ReadAt releaseBelow(FieldCall call, RowAt row, Supplier<String> fingerprint) {
        String cursor = cursor(call);
        if (cursor == null) {
            return row.at();
        }
        ReadAt place = releaseOf(call, cursor, fingerprint.get());
        if (place.sequence() == row.at().sequence()) {
            return row.at();
        }
        if (row.at().pin() != null) {
            throw new CursorMismatch(
                    cursor,
                    "a cursor of release %d, which %s is of; this one is of release %d, name it by at: {sequence: %d}"
                            .formatted(row.at().sequence(), row.pinnedId(), place.sequence(), place.sequence()));
        }
        return place;
    }

    private static ReadAt releaseOf(FieldCall call, String cursor, String fingerprint) {
        Releases releases = call.releases();
        int sequence = Cursor.decode(cursor, fingerprint).sequence();
        int latest = releases.latest().sequence();
        if (releases.find(sequence).isEmpty()) {
            throw new CursorMismatch(cursor, "a cursor of a release held here, 1 to " + latest);
        }
        Release release = releases.reading(sequence);
        return new ReadAt(sequence, sequence == latest ? null : release.version());
    }

    private static @Nullable String cursor(FieldCall call) {
        PageRequest page = call.page();
        return page.after() != null ? page.after() : page.before();
    }

    /** Returns the kind of record with this name in the enum of kinds. */
    static RecordKind kind(DataPackage data, String constant) {
        return data.records().stream()
                .filter(kind -> Names.constant(kind.type()).equals(constant))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Returns the types in the argument {@code types}, as canonical JSON names them, in the order offered. Null when the argument is
     * null or left out.
     *
     * @param offered kinds that the list can hold; another one, or none at all, is refused
     */
    public static @Nullable List<String> types(@Nullable List<String> argument, List<RecordKind> offered) {
        if (argument == null) {
            return null;
        }
        List<String> names =
                offered.stream().map(kind -> Names.constant(kind.type())).toList();
        if (argument.isEmpty() || !names.containsAll(argument)) {
            throw new BadInput(
                    "types",
                    argument,
                    "some of %s; leave the argument out for all".formatted(String.join(", ", names)));
        }
        return offered.stream()
                .map(RecordKind::type)
                .filter(type -> argument.contains(Names.constant(type)))
                .toList();
    }

    /**
     * Returns the argument {@code filter} with permanent ids alone. Fails when an id names another release than the list is read at.
     *
     * @param sequence of the release that the list is read at; 0 while it is not known
     */
    static Map<String, ?> filter(FieldCall call, int sequence) {
        Map<String, Object> given = call.argument("filter");
        call.field().arguments().stream()
                .filter(argument -> argument.getName().equals("filter"))
                .map(Argument::getValue)
                // A variable without a value as the whole argument counts as left out.
                .filter(value -> !(value instanceof VariableReference))
                .forEach(value -> VariableCheck.visit(
                        value, call.field().argumentType("filter"), "filter", (variable, type, at) -> {
                            // GraphQL drops the field of such a variable, and so widens a filter.
                            if (!call.hasVariable(variable.getName())) {
                                throw new BadInput(at, "$" + variable.getName(), "a variable with a value");
                            }
                        }));
        PinnedFilter filter =
                PinnedFilter.of("filter", call.field().argumentType("filter"), given == null ? Map.of() : given);
        if (sequence > 0) {
            filter.check(call.releases(), sequence);
        }
        return filter.bare();
    }

    /**
     * A filter input with permanent ids alone, and the releases that its ids named.
     *
     * @param bare what is asked for; equal for both forms of an id, so that a cursor serves both
     * @param pins ids with a release, by their path in the input
     */
    public record PinnedFilter(Map<String, ?> bare, Map<String, VersionedId> pins) {
        private static final String ID = "ID";

        /**
         * Removes the releases from the ids of an input.
         *
         * @param argument the argument with the input
         * @param type the input type, which distinguishes ids from texts
         */
        @SuppressWarnings("unchecked")
        public static PinnedFilter of(String argument, GraphQLType type, Map<String, ?> filter) {
            Map<String, VersionedId> pins = new LinkedHashMap<>();
            Object bare = bare(argument, GraphQLTypeUtil.unwrapAll(type), filter, pins);
            return new PinnedFilter(pins.isEmpty() ? filter : (Map<String, ?>) Objects.requireNonNull(bare), pins);
        }

        private void check(Releases releases, int sequence) {
            pins.forEach((at, id) ->
                    ReadAt.require(at, id, releases.require(String.valueOf(id.version())), releases.require(sequence)));
        }

        private static @Nullable Object bare(
                String at, @Nullable GraphQLType type, @Nullable Object value, Map<String, VersionedId> pins) {
            return switch (value) {
                case Map<?, ?> map -> {
                    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                    map.forEach((key, inner) -> {
                        String name = String.valueOf(key);
                        copy.put(name, bare(at + "." + name, field(type, name), inner, pins));
                    });
                    yield copy;
                }
                case List<?> list -> {
                    List<@Nullable Object> copy = new ArrayList<>();
                    for (int i = 0; i < list.size(); i++) {
                        copy.add(bare(at + "[" + i + "]", type, list.get(i), pins));
                    }
                    yield copy;
                }
                case String text -> isId(type) ? id(at, text, pins) : text;
                case null -> null;
                default -> value;
            };
        }

        private static String id(String at, String text, Map<String, VersionedId> pins) {
            VersionedId id = VersionedId.of(text);
            if (id.version() != null) {
                pins.put(at, id);
            }
            return id.id();
        }

        private static @Nullable GraphQLType field(@Nullable GraphQLType type, String name) {
            GraphQLInputObjectField field =
                    type instanceof GraphQLInputObjectType object ? object.getFieldDefinition(name) : null;
            return field == null ? null : GraphQLTypeUtil.unwrapAll(field.getType());
        }

        private static boolean isId(@Nullable GraphQLType type) {
            return type instanceof GraphQLScalarType scalar && scalar.getName().equals(ID);
        }
    }
}
