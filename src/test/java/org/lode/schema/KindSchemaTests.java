package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.language.AstPrinter;
import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure.DatasetDamaged;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is added to the description of the data is in the GraphQL schema, without a line of it written by hand. */
class KindSchemaTests {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectNode description = (ObjectNode) JSON.readTree(DataPackageReader.bundledBytes());

    @Test
    void aFieldOfEachTypeIsShownAndFilteredBy() {
        addFields();
        TypeDefinitionRegistry schema = schema();
        assertThat(fields(schema, "Office"))
                .contains(
                        "phone: String",
                        "floor: Int",
                        "rent: Decimal",
                        "open: Boolean!",
                        "signed: PartialDate",
                        "tenure: Tenure",
                        "languages: [String!]!",
                        "landlord: Organization");
        assertThat(inputs(schema, "OfficeFilter"))
                .contains(
                        "phone: StringFilter",
                        "floor: IntFilter",
                        "rent: DecimalFilter",
                        "open: BooleanFilter",
                        "signed: PartialDateFilter",
                        "tenure: TenureFilter",
                        "languages: StringListFilter",
                        "landlord: OrganizationFilter",
                        "landlordId: IDFilter");
        assertThat(values(schema, "Tenure")).containsExactly("RENTED", "OWNED");
        assertThat(inputs(schema, "TenureFilter")).contains("eq: Tenure", "in: [Tenure!]");
    }

    @Test
    void rowsAreSortedByEveryFieldThatIsNoList() {
        addFields();
        assertThat(values(schema(), "OfficeOrderField"))
                .contains("PHONE", "FLOOR", "RENT", "OPEN", "SIGNED", "TENURE", "LANDLORD_ID")
                .doesNotContain("LANGUAGES");
    }

    @Test
    void rowsAreGroupedByWhatHasFewValues() {
        addFields();
        TypeDefinitionRegistry schema = schema();
        assertThat(values(schema, "OfficeGroupBy"))
                .contains("OPEN", "SIGNED_YEAR", "TENURE", "LANDLORD")
                .doesNotContain("PHONE", "FLOOR", "RENT", "LANGUAGES");
        assertThat(fields(schema, "OfficeGroupKey"))
                .contains("open: Boolean", "signedYear: Int", "tenure: Tenure", "landlord: Organization");
    }

    @Test
    void theDescriptionOffersMoreOrdersAndGroups() {
        addFields();
        offer("x-order", "landlord.country.name");
        offer("x-group", "floor");
        offer("x-group", "landlord.country");
        TypeDefinitionRegistry schema = schema();
        assertThat(values(schema, "OfficeOrderField")).contains("LANDLORD_COUNTRY_NAME @cost(weight: \"20\")");
        assertThat(values(schema, "OfficeGroupBy")).contains("FLOOR", "LANDLORD_COUNTRY @cost(weight: \"10\")");
        assertThat(fields(schema, "OfficeGroupKey")).contains("floor: Int", "landlordCountry: Country");
    }

    @Test
    void aPartAndAKindOfRecordNeedNoFile() {
        addTable("office_rooms", "Rooms of offices", """
                "x-part": {"type": "OfficeRoom", "of": "offices", "name": "rooms", "key": ["number"]}
                """, """
                {"name": "office_id", "x-type": "ref"}, {"name": "number", "x-type": "integer", "constraints": {"required": true}}
                """, "offices");
        addTable("permits", "Permits", """
                "x-record": {"type": "Permit", "prefix": "permit", "title": ["{name}"]}
                """, """
                {"name": "id", "x-type": "id", "example": "permit:one", "constraints": {"required": true}},
                {"name": "name", "x-type": "text"}, {"name": "office_id", "x-type": "ref"}
                """, "offices");
        TypeDefinitionRegistry schema = schema();
        assertThat(fields(schema, "Office")).anyMatch(field -> field.contains("): OfficeRoomConnection!"));
        assertThat(fields(schema, "OfficeRoom")).contains("id: ID!", "recordId: ID!", "number: Int!");
        assertThat(inputs(schema, "OfficeFilter")).contains("rooms: OfficeRoomSetFilter");
        assertThat(fields(schema, "Permit")).contains("recordId: ID!", "title: String!", "office: Office");
        assertThat(values(schema, "RecordType")).contains("PERMIT");
        assertThat(schema.objectTypeExtensions().get("Query"))
                .flatExtracting(ObjectTypeDefinition::getFieldDefinitions)
                .extracting(FieldDefinition::getName)
                .contains("permit", "permits");
    }

    @Test
    void whatTheDescriptionOffersHasToLeadSomewhere() {
        assertRefused("x-order", "country.height", "x-order of offices: country.height (expected: references");
        assertRefused("x-order", "agency.projects.count", "x-order of offices: agency.projects.count (expected: ref");
        assertRefused(
                "x-order", "country.id", "x-order of offices: country.id (expected: a name other than COUNTRY_ID");
        assertRefused("x-group", "agency.otherNames", "x-group of offices: agency.otherNames (expected: a value");
        assertRefused(
                "x-group", "agency.agencyProjects", "x-group of offices: agency.agencyProjects (expected: a value");
    }

    @Test
    void everyKindHasSomethingToGroupBy() {
        resource("fx_rates").remove("x-group");
        assertThatThrownBy(this::schema)
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("x-group of fx_rates: nothing (expected: a path");
    }

    @Test
    void everyObjectAndEveryValueHasToBeDescribed() {
        resource("offices").remove("x-objects");
        assertThatThrownBy(this::schema)
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("x-objects of offices lacks location");
        KindSchemaTests other = new KindSchemaTests();
        other.addFields();
        ((ObjectNode) other.field("tenure").path("x-values")).remove("OWNED");
        assertThatThrownBy(other::schema)
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("x-values of tenure lacks OWNED");
    }

    @Test
    void fieldsThatShareAnEnumAllowTheSame() {
        addFields();
        ((ObjectNode) field("tenure")).put("x-enum", "OfficeType");
        assertThatThrownBy(this::schema)
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("tenure of offices allows [RENTED, OWNED] (expected, as OfficeType elsewhere");
    }

    private static void assertRefused(String list, String path, String message) {
        KindSchemaTests changed = new KindSchemaTests();
        changed.offer(list, path);
        assertThatThrownBy(changed::schema)
                .as(path)
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining(message);
    }

    private void addFields() {
        add("offices", """
                {"name": "phone", "x-type": "text"},
                {"name": "floor", "x-type": "integer"},
                {"name": "rent", "x-type": "decimal", "x-scale": 2},
                {"name": "open", "x-type": "boolean", "constraints": {"required": true}},
                {"name": "signed", "x-type": "date"},
                {"name": "tenure", "x-type": "enum", "x-enum": "Tenure", "constraints": {"enum": ["RENTED", "OWNED"]},
                 "x-values": {"RENTED": "It is rented.", "OWNED": "It is owned."}},
                {"name": "languages", "x-type": "list"},
                {"name": "landlord_id", "x-type": "ref"}
                """);
        refer("offices", "landlord_id", "organizations");
    }

    private void addTable(String name, String title, String what, String fields, String owner) {
        ((ArrayNode) description.path("resources")).add(JSON.readTree("""
                {"name": "%s", "title": "%s", "description": "They are.", %s, "schema": {"fields": [], "foreignKeys": []}}
                """.formatted(name, title, what)));
        add(name, fields);
        refer(name, "office_id", owner);
    }

    private void add(String table, String fields) {
        for (JsonNode field : JSON.readTree("[" + fields + "]")) {
            ((ObjectNode) field).put("title", "New").put("description", "It is new.");
            ((ArrayNode) resource(table).path("schema").path("fields")).add(field);
        }
    }

    private void refer(String table, String field, String target) {
        ((ArrayNode) resource(table).path("schema").path("foreignKeys"))
                .add(JSON.readTree("""
                {"fields": ["%s"], "reference": {"resource": "%s", "fields": ["id"]}}
                """.formatted(field, target)));
    }

    private void offer(String list, String path) {
        ((ArrayNode) resource("offices").path(list)).add(path);
    }

    private JsonNode field(String name) {
        return find(resource("offices").path("schema").path("fields"), name);
    }

    private ObjectNode resource(String name) {
        return (ObjectNode) find(description.path("resources"), name);
    }

    private static JsonNode find(JsonNode list, String name) {
        return list.valueStream()
                .filter(node -> node.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What is generated, once the engine has taken it together with what is written by hand. */
    private TypeDefinitionRegistry schema() {
        DataPackage data = DataPackageReader.read(description.toString().getBytes(StandardCharsets.UTF_8));
        TypeDefinitionRegistry registry = new SchemaParser().parse(KindSchema.of(data));
        try (Stream<Path> files = Files.list(Path.of("schema", "graphql"))) {
            for (Path file : files.toList()) {
                registry.merge(new SchemaParser().parse(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
        SchemaWiring.Scalars.wire(wiring);
        wiring.type("Node", type -> type.typeResolver(env -> null));
        wiring.type("Record", type -> type.typeResolver(env -> null));
        assertThat(new SchemaGenerator()
                        .makeExecutableSchema(registry, wiring.build())
                        .getQueryType()
                        .getFieldDefinitions())
                .isNotEmpty();
        return registry;
    }

    private static List<String> fields(TypeDefinitionRegistry schema, String type) {
        return Objects.requireNonNull(schema.getTypeOrNull(type, ObjectTypeDefinition.class))
                .getFieldDefinitions()
                .stream()
                .map(field -> AstPrinter.printAst(field.transform(builder -> builder.description(null))))
                .toList();
    }

    private static List<String> inputs(TypeDefinitionRegistry schema, String type) {
        return Objects.requireNonNull(schema.getTypeOrNull(type, InputObjectTypeDefinition.class))
                .getInputValueDefinitions()
                .stream()
                .map(field -> AstPrinter.printAst(field.transform(builder -> builder.description(null))))
                .toList();
    }

    private static List<String> values(TypeDefinitionRegistry schema, String type) {
        return Objects.requireNonNull(schema.getTypeOrNull(type, EnumTypeDefinition.class))
                .getEnumValueDefinitions()
                .stream()
                .map(value -> AstPrinter.printAst(value.transform(builder -> builder.description(null))))
                .toList();
    }
}
