package org.lode.record;

import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import io.r2dbc.spi.ConnectionFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.lode.kind.DataPackage;
import org.lode.query.ReadStore;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.graphql.execution.GraphQlSource;

/** The schema as written, and the way to read. */
@Configuration(proxyBeanMethods = false)
class RecordBeans {

    @Bean
    ReadStore readStore(ConnectionFactory connections) {
        return new ReadStore(connections);
    }

    @Bean
    WrittenSchema writtenSchema() throws IOException {
        TypeDefinitionRegistry schema = new TypeDefinitionRegistry();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath*:graphql/*.graphqls")) {
            schema.merge(new SchemaParser().parse(file.getContentAsString(StandardCharsets.UTF_8)));
        }
        return new WrittenSchema(schema);
    }

    /** Run once all is wired and before the first request. */
    @Bean
    SmartInitializingSingleton schemaAgreement(DataPackage data, GraphQlSource source) {
        return () -> new SchemaAgreement(data, source.schema()).check();
    }
}
