package org.lode.graphql;

import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaGenerator;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.execution.GraphQlSource;

/** The documents that are known, given to the engine, and what is to be known of operations. */
@Configuration(proxyBeanMethods = false)
class OperationBeans {

    @Bean
    Documents documents(ObjectProvider<GraphQlSource> source, LimitSettings limits, CacheSettings cache) {
        return new Documents(schema(source), limits, cache);
    }

    @Bean
    Operations operations(Documents documents, ObjectProvider<GraphQlSource> source, LimitSettings limits) {
        return new Operations(documents, schema(source), limits);
    }

    @Bean
    GraphQlSourceBuilderCustomizer preparsedDocuments(Documents documents) {
        return source -> source.configureGraphQl(engine -> engine.preparsedDocumentProvider(documents));
    }

    @Bean
    GraphQlSourceBuilderCustomizer introspection() {
        return source -> source.schemaFactory(
                (files, wiring) -> Directives.served(new SchemaGenerator().makeExecutableSchema(files, wiring)));
    }

    /** Asked for with the first request only, since the engine itself needs the documents. */
    private static Supplier<GraphQLSchema> schema(ObjectProvider<GraphQlSource> source) {
        return () -> source.getObject().schema();
    }
}
