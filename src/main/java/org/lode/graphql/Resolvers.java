package org.lode.graphql;

import graphql.introspection.Introspection;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.model.Failure;
import org.springframework.stereotype.Component;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The registry of resolvers, by type and field. */
@Component
public final class Resolvers {
    private final Map<String, Resolver> fields = new HashMap<>();
    private final Map<String, Function<FieldCall, Flux<?>>> streams = new HashMap<>();
    private final Map<String, Resolver> components = new HashMap<>();
    private @Nullable Function<Object, String> types;
    private BiFunction<Object, String, @Nullable Failure> reasons = (source, field) -> null;

    Resolvers(List<Source> sources) {
        sources.forEach(source -> source.register(this));
    }

    @FunctionalInterface
    public interface Source {
        void register(Resolvers resolvers);
    }

    public void add(String type, String field, Resolver resolver) {
        if (fields.putIfAbsent(type + "." + field, resolver) != null) {
            throw new IllegalStateException(type + "." + field + " has two resolvers");
        }
    }

    public <T> Fields<T> fields(String type) {
        return new Fields<>(this, type);
    }

    /** Returns the fields of a type whose objects are records. Those without a resolver of their own read its components. */
    public <T extends Record> Fields<T> fields(String type, Class<T> source) {
        for (RecordComponent component : source.getRecordComponents()) {
            Method accessor = component.getAccessor();
            ReflectionUtils.makeAccessible(accessor);
            Resolver.Value value = (object, call) -> ReflectionUtils.invokeMethod(accessor, object);
            components.put(type + "." + component.getName(), value);
        }
        return fields(type);
    }

    /** Registers resolvers of a type whose objects are all of one class, which is not checked. */
    @SuppressWarnings("unchecked")
    public record Fields<T>(Resolvers all, String type) {
        public Fields<T> add(String field, Resolver resolver) {
            all.add(type, field, resolver);
            return this;
        }

        public Fields<T> encoded(String field, Function<T, byte @Nullable []> json) {
            return add(field, (Resolver.Encoded) source -> json.apply((T) source));
        }

        public Fields<T> value(String field, BiFunction<T, FieldCall, @Nullable Object> value) {
            return add(field, (Resolver.Value) (source, call) -> value.apply((T) source, call));
        }

        /** Adds a resolver that reads the values of one object after the other, for root fields. */
        public Fields<T> single(String field, BiFunction<T, FieldCall, Mono<?>> value) {
            return add(field, Resolver.each((source, call) -> value.apply((T) source, call)));
        }

        public Fields<T> batch(String field, BiFunction<List<T>, FieldCall, Mono<? extends List<?>>> values) {
            return add(field, (Resolver.Batch) (sources, call) -> values.apply((List<T>) sources, call));
        }
    }

    public void addStream(String field, Function<FieldCall, Flux<?>> events) {
        streams.put(field, events);
        // The root object of each answer is the event.
        fields("Subscription").value(field, (event, call) -> event);
    }

    /** Sets what returns the type name of an object, and why an object lacks the value of a non-null field: null for no reason. */
    public void describe(Function<Object, String> typeOf, BiFunction<Object, String, @Nullable Failure> reasonOf) {
        this.types = typeOf;
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
            byte[] json = ('"' + type.getName() + '"').getBytes(StandardCharsets.UTF_8);
            return (Resolver.Encoded) source -> json;
        }
        if (field.getName().startsWith("__")) {
            return (Resolver.Value) (source, call) -> call.introspected();
        }
        String name = type.getName() + "." + field.getName();
        Resolver resolver = fields.getOrDefault(name, components.get(name));
        if (resolver == null) {
            throw new IllegalStateException(name + " has no resolver");
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
}
