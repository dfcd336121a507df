package org.lode.graphql;

import graphql.GraphQLError;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.schema.GraphQLSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.model.Sha256;

/** What became of a document: its operations can run, or it is refused. */
sealed interface Prepared {

    /** The form in which graphql-java takes it. */
    PreparsedDocumentEntry entry();

    /** A document that is parsed, within all limits, and valid. */
    final class Ready implements Prepared {
        private final PreparsedDocumentEntry entry;
        private final List<PreparedOperation> operations;
        private final String sha256;

        Ready(GraphQLSchema schema, String text, Document document) {
            this.entry = new PreparsedDocumentEntry(document);
            this.operations = document.getDefinitionsOfType(OperationDefinition.class).stream()
                    .map(definition -> new PreparedOperation(schema, document, definition))
                    .toList();
            this.sha256 = Sha256.hex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public PreparsedDocumentEntry entry() {
            return entry;
        }

        /** The operation with this name, or the only one; none if the document leaves it open. */
        Optional<PreparedOperation> operation(@Nullable String name) {
            List<PreparedOperation> fitting = name == null || name.isEmpty()
                    ? operations
                    : operations.stream()
                            .filter(operation ->
                                    name.equals(operation.definition().getName()))
                            .toList();
            return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
        }

        /** The SHA-256 of its text, in hex. */
        String sha256() {
            return sha256;
        }
    }

    /** A document that is refused. The same text is refused again. */
    record Refused(List<GraphQLError> errors) implements Prepared {
        @Override
        public PreparsedDocumentEntry entry() {
            return new PreparsedDocumentEntry(errors);
        }
    }
}
