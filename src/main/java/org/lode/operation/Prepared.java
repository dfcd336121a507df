package org.lode.operation;

import graphql.GraphQLError;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import java.util.List;

/** What became of a document: it can run, or it can never. */
sealed interface Prepared {

    /** The form in which the engine takes it. */
    PreparsedDocumentEntry entry();

    /** Parsed, within all limits, and valid. */
    record Ready(Document document) implements Prepared {
        @Override
        public PreparsedDocumentEntry entry() {
            return new PreparsedDocumentEntry(document);
        }
    }

    /** Not so, and why; the same text will be refused again. */
    record Refused(List<GraphQLError> errors) implements Prepared {
        @Override
        public PreparsedDocumentEntry entry() {
            return new PreparsedDocumentEntry(errors);
        }
    }
}
