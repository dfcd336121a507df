package org.lode.record;

import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.TypeUtil;
import java.util.Objects;

/** Tells the GraphQL type of an embedded object from the schema, which alone names it. */
final class EmbeddedTypes {
    private final TypeDefinitionRegistry schema;

    EmbeddedTypes(TypeDefinitionRegistry schema) {
        this.schema = schema;
    }

    /** The type of a field of an object type: {@code Money} for {@code money} of {@code Investment}. */
    String name(String type, String field) {
        return Objects.requireNonNull(schema.getTypeOrNull(type, ObjectTypeDefinition.class))
                .getFieldDefinitions()
                .stream()
                .filter(definition -> definition.getName().equals(field))
                .map(FieldDefinition::getType)
                .map(found -> TypeUtil.unwrapAll(found).getName())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the schema has no " + type + "." + field));
    }
}
