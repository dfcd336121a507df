package org.lode.graphql;

import graphql.introspection.Introspection;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.model.Failure;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** How each field of the schema gets its value. */
@Component
public final class Resolvers {
    private final Map<String, Resolver> fields = new HashMap<>();
    private final Map<String, Function<FieldCall, Flux<?>>> streams = new HashMap<>();
    private final Map<String, Resolver> typeNames = new ConcurrentHashMap<>();
    private @Nullable Function<Object, String> types;
    private BiFunction<Object, String, @Nullable Failure> reasons = (source, field) -> null;

    Resolvers(List<Source> sources) {
        sources.forEach(source -> source.register(this));
    }

    /** Something that has resolvers. */
    @FunctionalInterface
    public interface Source {
        void register(Resolvers resolvers);
    }

    public void add(String type, String field, Resolver resolver) {
        if (fields.putIfAbsent(type + "." + field, resolver) != null) {
            throw new IllegalStateException(type + "." + field + " has two resolvers");
        }
    }

    public void addEncoded(String type, String field, Resolver.Encoded resolver) {
        add(type, field, resolver);
    }

    public void addValue(String type, String field, Resolver.Value resolver) {
        add(type, field, resolver);
    }

    public void addBatch(String type, String field, Resolver.Batch resolver) {
        add(type, field, resolver);
    }

    /** Reads the fields of a type from the components of a record that have no resolver of their own. */
    public void addComponents(String type, Class<? extends Record> source) {
        for (RecordComponent component : source.getRecordComponents()) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            Resolver.Value value = (object, call) -> read(accessor, object);
            fields.putIfAbsent(type + "." + component.getName(), value);
        }
    }

    /** Gives the events of a subscription. */
    public void addStream(String field, Function<FieldCall, Flux<?>> events) {
        streams.put(field, events);
        // The root object of each answer is the event.
        addValue("Subscription", field, (event, call) -> event);
    }

    /** Tells the type of an object where it can be of several. */
    public void setTypes(Function<Object, String> typeOf) {
        this.types = typeOf;
    }

    /** Tells why an object lacks the value of a field that must have one; null when it should have it. */
    public void setReasons(BiFunction<Object, String, @Nullable Failure> reasonOf) {
        this.reasons = reasonOf;
    }

    /** Fails when a field of the schema has no resolver. */
    public void check(GraphQLSchema schema) {
        for (var type : schema.getAllTypesAsList()) {
            if (type instanceof GraphQLObjectType object && !object.getName().startsWith("__")) {
                object.getFieldDefinitions().forEach(field -> of(object, field));
            }
        }
    }

    Resolver of(GraphQLObjectType type, GraphQLFieldDefinition field) {
        if (field.getName().equals(Introspection.TypeNameMetaFieldDef.getName())) {
            return typeNames.computeIfAbsent(type.getName(), name -> {
                byte[] json = ('"' + name + '"').getBytes(StandardCharsets.UTF_8);
                return (Resolver.Encoded) source -> json;
            });
        }
        if (field.getName().startsWith("__")) {
            return (Resolver.Value) (source, call) -> new RawJson(Objects.requireNonNull(call.introspected()));
        }
        Resolver resolver = fields.get(type.getName() + "." + field.getName());
        if (resolver == null) {
            throw new IllegalStateException(type.getName() + "." + field.getName() + " has no resolver");
        }
        return resolver;
    }

    Flux<?> events(FieldCall call) {
        return Objects.requireNonNull(streams.get(call.field().name())).apply(call);
    }

    String typeOf(Object source) {
        return Objects.requireNonNull(types).apply(source);
    }

    @Nullable
    Failure reason(Object source, String field) {
        return reasons.apply(source, field);
    }

    /** A value that is JSON already. */
    static final class RawJson {
        private final byte[] json;

        RawJson(byte[] json) {
            this.json = json;
        }

        byte[] json() {
            return json;
        }
    }

    private static @Nullable Object read(Method accessor, Object source) {
        try {
            return accessor.invoke(source);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(accessor.toString(), e);
        }
    }
}
