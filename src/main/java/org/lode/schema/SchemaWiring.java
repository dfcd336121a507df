package org.lode.schema;

import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Component;

/** Gives the engine what it needs to take the schema: its scalars. Values of fields are read by plans, not by the engine. */
@Component
final class SchemaWiring implements RuntimeWiringConfigurer {
    @Override
    public void configure(RuntimeWiring.Builder wiring) {
        Scalars.wire(wiring);
        TypeResolver unused = env -> {
            throw new IllegalStateException("a plan tells the types of objects");
        };
        wiring.type("Node", type -> type.typeResolver(unused));
        wiring.type("Record", type -> type.typeResolver(unused));
    }
}
