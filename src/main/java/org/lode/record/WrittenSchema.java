package org.lode.record;

import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.TypeUtil;
import java.util.List;
import java.util.Objects;

/** The schema as its files write it: which fields a type has and which type a field has. */
final class WrittenSchema {
    private final TypeDefinitionRegistry files;

    WrittenSchema(TypeDefinitionRegistry files) {
        this.files = files;
    }

    List<String> fields(String type) {
        return definitions(type).stream().map(FieldDefinition::getName).toList();
    }

    /** The type of a field of an object type: {@code Money} for {@code money} of {@code Investment}. */
    String type(String type, String field) {
        return definitions(type).stream()
                .filter(definition -> definition.getName().equals(field))
                .map(definition -> TypeUtil.unwrapAll(definition.getType()).getName())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the schema has no " + type + "." + field));
    }

    private List<FieldDefinition> definitions(String type) {
        return Objects.requireNonNull(files.getTypeOrNull(type, ObjectTypeDefinition.class))
                .getFieldDefinitions();
    }
}
