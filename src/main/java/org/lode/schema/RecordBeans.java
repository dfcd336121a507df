package org.lode.schema;

import io.r2dbc.spi.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import org.lode.graphql.CacheSettings;
import org.lode.model.DataPackage;
import org.lode.query.ListStore;
import org.lode.query.ReadStore;
import org.lode.query.RowStore;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/** The way to read, and the part of the GraphQL schema that follows from the description of the data. */
@Configuration(proxyBeanMethods = false)
class RecordBeans {

    @Bean
    ReadStore readStore(ConnectionFactory connections) {
        return new ReadStore(connections);
    }

    @Bean
    ListStore listStore(DataPackage data, ReadStore store, RowStore rows) {
        return new ListStore(data, store, rows);
    }

    @Bean
    RowStore rowStore(DataPackage data, ReadStore store, CacheSettings cache) {
        return new RowStore(data, store, cache.rowSize().toBytes());
    }

    /** Adds to the files in schema/graphql. */
    @Bean
    GraphQlSourceBuilderCustomizer kindSchema(DataPackage data) {
        Resource text =
                new ByteArrayResource(KindSchema.of(data).getBytes(StandardCharsets.UTF_8), "dataset/datapackage.json");
        return source -> source.schemaResources(text);
    }
}
