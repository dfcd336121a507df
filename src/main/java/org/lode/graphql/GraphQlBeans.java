package org.lode.graphql;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.execution.GraphQlSource;

/** Has the engine run operations by plans. */
@Configuration(proxyBeanMethods = false)
class GraphQlBeans {
    @Bean
    GraphQlSourceBuilderCustomizer planExecution(QueryPlans plans) {
        PlanExecutionStrategy strategy = new PlanExecutionStrategy(plans);
        return source -> source.configureGraphQl(
                graphQl -> graphQl.queryExecutionStrategy(strategy).subscriptionExecutionStrategy(strategy));
    }

    /** Ends the start when a field of the schema cannot be read. */
    @Bean
    SmartInitializingSingleton everyFieldHasAResolver(Resolvers resolvers, ObjectProvider<GraphQlSource> source) {
        return () -> resolvers.check(source.getObject().schema());
    }
}
