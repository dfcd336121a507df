package org.lode.schema;

import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.query.ReadAt;
import org.lode.query.ReadAt.VersionedId;
import org.lode.release.ReleaseRef;
import org.lode.release.Releases;

/**
 * A filter input with permanent ids alone, and the releases that its ids named.
 *
 * @param bare what is asked for; equal for both forms of an id, so that a cursor serves both
 * @param pins ids with a release, by where they stand in the input
 */
public record PinnedFilter(Map<String, ?> bare, Map<String, VersionedId> pins) {
    private static final String ID = "ID";

    /**
     * Takes the releases out of the ids of an input.
     *
     * @param argument where the input stands
     * @param type the input type, which tells ids from texts
     */
    @SuppressWarnings("unchecked")
    public static PinnedFilter of(String argument, GraphQLType type, Map<String, ?> filter) {
        Map<String, VersionedId> pins = new LinkedHashMap<>();
        Object bare = bare(argument, GraphQLTypeUtil.unwrapAll(type), filter, pins);
        return new PinnedFilter(pins.isEmpty() ? filter : (Map<String, ?>) Objects.requireNonNull(bare), pins);
    }

    /** Fails when an id names another release than the one that the list is read at. */
    void check(Releases releases, int sequence) {
        pins.forEach((at, id) -> ReadAt.require(
                at,
                id,
                releases.resolve(new ReleaseRef.Version(String.valueOf(id.version()))),
                releases.require(sequence)));
    }

    private static @Nullable Object bare(
            String at, @Nullable GraphQLType type, @Nullable Object value, Map<String, VersionedId> pins) {
        return switch (value) {
            case Map<?, ?> map -> object(at, type, map, pins);
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

    private static Map<String, @Nullable Object> object(
            String at, @Nullable GraphQLType type, Map<?, ?> map, Map<String, VersionedId> pins) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            copy.put(name, bare(at + "." + name, field(type, name), value, pins));
        });
        return copy;
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
