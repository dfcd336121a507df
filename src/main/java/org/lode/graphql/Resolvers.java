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

/** The registry of resolvers, by type and field. */
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

    /** Registers resolvers. */
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

    /** Adds resolvers that read the components of a record, for the fields that have none yet. */
    public void addComponents(String type, Class<? extends Record> source) {
        for (RecordComponent component : source.getRecordComponents()) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            Resolver.Value value = (object, call) -> read(accessor, object);
            fields.putIfAbsent(type + "." + component.getName(), value);
        }
    }

    /** Adds the events of a subscription. */
    public void addStream(String field, Function<FieldCall, Flux<?>> events) {
        streams.put(field, events);
        // The root object of each answer is the event.
        addValue("Subscription", field, (event, call) -> event);
    }

    /** Sets the function that returns the type name of an object of an interface or union. */
    public void setTypes(Function<Object, String> typeOf) {
        this.types = typeOf;
    }

    /** Sets the function that returns why an object lacks the value of a non-null field; null when it should have one. */
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
            return (Resolver.Value) (source, call) -> call.introspected();
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

    private static @Nullable Object read(Method accessor, Object source) {
        try {
            return accessor.invoke(source);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(accessor.toString(), e);
        }
    }
}
