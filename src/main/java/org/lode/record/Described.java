package org.lode.record;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.graphql.execution.SelfDescribingDataFetcher;

/**
 * A fetcher that says what it gives, so that the inspection of the schema can follow it.
 *
 * @param gives type of the object or list
 */
public record Described(ResolvableType gives, DataFetcher<?> fetcher) implements SelfDescribingDataFetcher<Object> {

    /** A fetcher that gives one object of this class. */
    public static Described one(Class<?> gives, DataFetcher<?> fetcher) {
        return new Described(ResolvableType.forClass(gives), fetcher);
    }

    /** A fetcher that gives a list of objects of this class. */
    public static Described list(Class<?> gives, DataFetcher<?> fetcher) {
        return new Described(ResolvableType.forClassWithGenerics(List.class, gives), fetcher);
    }

    @Override
    public @Nullable Object get(DataFetchingEnvironment env) throws Exception {
        return fetcher.get(env);
    }

    @Override
    public String getDescription() {
        return gives.toString();
    }

    @Override
    public ResolvableType getReturnType() {
        return gives;
    }
}
