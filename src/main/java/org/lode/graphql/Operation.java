package org.lode.graphql;

import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one operation of a document that is asked to run, with the values of its variables. */
public final class Operation {
    private final PreparedOperation prepared;
    private final String sha256;
    private final Map<String, ? extends @Nullable Object> variables;

    Operation(PreparedOperation prepared, String sha256, Map<String, ? extends @Nullable Object> sent) {
        this.prepared = prepared;
        this.sha256 = sha256;
        this.variables = prepared.variables(sent);
    }

    public Document document() {
        return prepared.document();
    }

    public OperationDefinition definition() {
        return prepared.definition();
    }

    /** The SHA-256 of the text of the document, in hex. */
    public String sha256() {
        return sha256;
    }

    /** The values by name, as they were sent, and the defaults of those that were not. */
    public Map<String, ? extends @Nullable Object> variables() {
        return variables;
    }

    /** Whether it is a query, and no subscription. */
    public boolean isQuery() {
        return prepared.isQuery();
    }

    PreparedOperation prepared() {
        return prepared;
    }

    /** The type of its root fields. */
    GraphQLObjectType root(GraphQLSchema schema) {
        return prepared.root(schema);
    }
}
