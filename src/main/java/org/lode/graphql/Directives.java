package org.lode.graphql;

import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.Node;
import graphql.language.NodeTraverser;
import graphql.language.NodeVisitorStub;
import graphql.schema.DataFetcher;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLDirective;
import graphql.schema.GraphQLSchema;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import java.util.List;
import java.util.Set;
import org.lode.model.Failure.BadInput;

/**
 * Takes out the directives that graphql-java adds to every schema and that this server does not serve.
 *
 * <p>graphql-java 26 offers no switch: {@code GraphQLSchema.Builder} adds them whenever a schema is built.
 */
final class Directives {
    private static final Set<String> UNSERVED = Set.of("defer", "experimental_disableErrorPropagation");

    private Directives() {}

    /** The same schema, whose introspection names the directives that are served. */
    static GraphQLSchema served(GraphQLSchema schema) {
        List<GraphQLDirective> served = schema.getDirectives().stream()
                .filter(directive -> !UNSERVED.contains(directive.getName()))
                .toList();
        DataFetcher<List<GraphQLDirective>> fetcher = env -> served;
        return schema.transformWithoutTypes(builder -> builder.codeRegistry(schema.getCodeRegistry()
                .transform(code -> code.dataFetcher(FieldCoordinates.coordinates("__Schema", "directives"), fetcher))));
    }

    /** Refuses a valid document that uses one that is not served. */
    static void refuseUnserved(Document document) {
        new NodeTraverser()
                .preOrder(
                        new NodeVisitorStub() {
                            @Override
                            @SuppressWarnings("rawtypes")
                            public TraversalControl visitDirective(
                                    Directive directive, TraverserContext<Node> context) {
                                if (UNSERVED.contains(directive.getName())) {
                                    throw new BadInput(
                                            "directive", "@" + directive.getName(), "a directive of the schema");
                                }
                                return TraversalControl.CONTINUE;
                            }
                        },
                        document);
    }
}
