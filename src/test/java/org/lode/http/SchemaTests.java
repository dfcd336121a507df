package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.Directives;
import graphql.language.AstPrinter;
import graphql.language.DescribedNode;
import graphql.language.DirectiveDefinition;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.Node;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.SchemaDefinition;
import graphql.language.UnionTypeDefinition;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.lode.graphql.Resolvers;
import org.lode.model.Names;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Lode serves the schema that is in schema/. */
@LodeTest
class SchemaTests {
    private static final Path WHOLE = Path.of("schema", "lode.graphqls");

    private final GraphQLSchema schema;
    private final HttpGraphQlTester graphQl;
    private final Resolvers resolvers;

    SchemaTests(GraphQlSource source, HttpGraphQlTester graphQl, Resolvers resolvers) {
        this.schema = source.schema();
        this.graphQl = graphQl;
        this.resolvers = resolvers;
    }

    /** After an intended change of the schema, copy the text that this test prints to schema/lode.graphqls. */
    @Test
    void theWholeSchemaIsPrintedInTheRepository() throws IOException {
        Path printed = Path.of("target", "lode.graphqls");
        Files.writeString(printed, printed());
        assertThat(WHOLE).as("copy %s to %s", printed, WHOLE).hasSameTextualContentAs(printed);
    }

    @Test
    void everyDefinitionIsServedAndNothingElse() throws IOException {
        Set<String> whole = coordinates(GraphQl.sdl(Files.readString(WHOLE)));
        assertThat(served()).isEqualTo(whole);
        try (var files = Files.list(Path.of("schema", "graphql"))) {
            for (Path file : files.toList()) {
                assertThat(whole).containsAll(coordinates(GraphQl.sdl(Files.readString(file))));
            }
        }
    }

    /** Code generators call the arguments of a field by its type and its name: {@code DealEventInvestmentsArgs}. */
    @Test
    void typeAndFieldTogetherNameOneThing() throws IOException {
        List<String> names = new ArrayList<>();
        GraphQl.sdl(Files.readString(WHOLE))
                .getDefinitionsOfType(ObjectTypeDefinition.class)
                .forEach(type -> type.getFieldDefinitions().stream()
                        .filter(field -> !field.getInputValueDefinitions().isEmpty())
                        .forEach(field -> names.add(type.getName() + Names.upperFirst(field.getName()))));
        assertThat(names).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @Test
    void everythingIsDescribed() {
        List<String> silent = new ArrayList<>();
        Document document = GraphQl.sdl(printed());
        document.getDefinitions().forEach(definition -> findSilent(definition, "", silent));
        assertThat(silent).isEmpty();
    }

    @Test
    void everyFieldOfTheSchemaCanBeReadAndOneThatCannotIsNamed() {
        assertThatCode(() -> resolvers.check(schema)).doesNotThrowAnyException();
        GraphQLSchema other = SchemaGenerator.createdMockedSchema("type Query { projects: Int, unheard: String }");
        assertThatThrownBy(() -> resolvers.check(other)).hasMessage("Query.unheard has no resolver");
    }

    private String printed() {
        SchemaPrinter.Options options = SchemaPrinter.Options.defaultOptions()
                .includeDirectiveDefinition(name -> !Directives.isBuiltInDirective(name))
                .includeScalarTypes(true)
                .includeSchemaDefinition(true);
        return new SchemaPrinter(options).print(schema);
    }

    private Set<String> served() {
        JsonNode types =
                GraphQl.data(graphQl.document("""
                        { __schema { types { name kind fields(includeDeprecated: true) { name args { name } }
                          inputFields { name } enumValues(includeDeprecated: true) { name } } } }
                        """).execute()).path("__schema").path("types");
        Set<String> names = new TreeSet<>();
        Set<String> builtIn = Set.of("Boolean", "Float", "ID", "Int", "String");
        for (JsonNode type : types) {
            String name = type.path("name").asString();
            if (!name.startsWith("__") && !builtIn.contains(name)) {
                names.add(name);
                type.path("fields").forEach(field -> {
                    names.add(name + "." + field.path("name").asString());
                    field.path("args")
                            .forEach(arg ->
                                    names.add(name + "." + field.path("name").asString() + "("
                                            + arg.path("name").asString()));
                });
                type.path("inputFields")
                        .forEach(field ->
                                names.add(name + "." + field.path("name").asString()));
                type.path("enumValues")
                        .forEach(value ->
                                names.add(name + "." + value.path("name").asString()));
            }
        }
        return names;
    }

    private static Set<String> coordinates(Document document) {
        Set<String> names = new TreeSet<>();
        document.getDefinitions().forEach(definition -> {
            switch (definition) {
                case ObjectTypeDefinition type -> fields(type.getName(), type.getFieldDefinitions(), names);
                case InterfaceTypeDefinition type -> fields(type.getName(), type.getFieldDefinitions(), names);
                case InputObjectTypeDefinition type -> {
                    names.add(type.getName());
                    type.getInputValueDefinitions().forEach(field -> names.add(type.getName() + "." + field.getName()));
                }
                case EnumTypeDefinition type -> {
                    names.add(type.getName());
                    type.getEnumValueDefinitions().forEach(value -> names.add(type.getName() + "." + value.getName()));
                }
                case ScalarTypeDefinition type -> names.add(type.getName());
                case UnionTypeDefinition type -> names.add(type.getName());
                case SchemaDefinition schema ->
                    schema.getOperationTypeDefinitions()
                            .forEach(root -> names.add(root.getTypeName().getName()));
                case DirectiveDefinition directive -> {} // for gateways and generators; the printed whole holds it
                default -> throw new IllegalArgumentException(AstPrinter.printAst(definition));
            }
        });
        return names;
    }

    private static void fields(String type, List<FieldDefinition> fields, Set<String> names) {
        names.add(type);
        fields.forEach(field -> {
            names.add(type + "." + field.getName());
            field.getInputValueDefinitions()
                    .forEach(argument -> names.add(type + "." + field.getName() + "(" + argument.getName()));
        });
    }

    private static void findSilent(Node<?> node, String above, List<String> silent) {
        String here = above;
        if (node instanceof DescribedNode<?> described && node instanceof graphql.language.NamedNode<?> named) {
            here = above + "/" + named.getName();
            if (described.getDescription() == null
                    || described.getDescription().getContent().isBlank()) {
                silent.add(here);
            }
        }
        for (Node<?> child : node.getChildren()) {
            findSilent(child, here, silent);
        }
    }
}
