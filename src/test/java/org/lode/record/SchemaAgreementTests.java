package org.lode.record;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lode.kind.DataPackage;
import org.lode.kind.DataPackageReader;

/** A field that is added in one place and forgotten in another is named at the start. */
class SchemaAgreementTests {
    private static final Path FOLDER = Path.of("schema", "graphql");

    @Test
    void theSchemaAndTheDataPackageAgree() throws IOException {
        assertThat(faults("", "", bundled())).isEmpty();
    }

    @Test
    void aFieldThatOnlyTheDataPackageHasIsNamed() throws IOException {
        DataPackage more = DataPackageReader.read(Files.readString(Path.of("dataset", "datapackage.json"))
                .replaceFirst("\"name\": \"website\"", "\"name\": \"home_page\"")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(faults("", "", more))
                .contains(
                        "Organization.homePage is in the data package alone",
                        "Organization.website is in the schema alone",
                        "OrganizationFilter.homePage is in the data package alone");
    }

    @Test
    void aFieldThatOnlyTheSchemaHasIsNamed() throws IOException {
        assertThat(faults("type Location {", "type Location {\n  altitude: Float", bundled()))
                .containsOnly("Location.altitude is in the schema alone");
    }

    @Test
    void aWordThatOneSideLacksIsNamed() throws IOException {
        assertThat(faults("enum ProjectStatus {", "enum ProjectStatus {\n  PAUSED", bundled()))
                .containsExactly("ProjectStatus.PAUSED is in the schema alone");
    }

    @Test
    void anOrderOrAGroupThatMeansNothingIsNamed() throws IOException {
        assertThat(faults("enum ProjectOrderField {", "enum ProjectOrderField {\n  AGE", bundled()))
                .containsExactly("ProjectOrderField.AGE is nothing to sort by");
        assertThat(faults("enum ProjectGroupBy {", "enum ProjectGroupBy {\n  AGE", bundled()))
                .containsExactly("ProjectGroupBy.AGE is nothing to group by");
        assertThat(faults("type ProjectGroupKey {", "type ProjectGroupKey {\n  stageAge: Int", bundled()))
                .containsExactly("ProjectGroupKey.stageAge is in the schema alone");
        assertThat(faults("enum ProjectGroupOrderField {", "enum ProjectGroupOrderField {\n  AGE", bundled()))
                .containsExactly("ProjectGroupOrderField.AGE is in the schema alone");
    }

    private static DataPackage bundled() {
        return DataPackageReader.bundled();
    }

    private static List<String> faults(String text, String instead, DataPackage data) throws IOException {
        TypeDefinitionRegistry registry = new TypeDefinitionRegistry();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                String sdl = Files.readString(file);
                registry.merge(new SchemaParser().parse(text.isEmpty() ? sdl : sdl.replace(text, instead)));
            }
        }
        RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
        Scalars.wire(wiring);
        wiring.type("Node", type -> type.typeResolver(env -> null));
        wiring.type("Record", type -> type.typeResolver(env -> null));
        return new SchemaAgreement(data, new SchemaGenerator().makeExecutableSchema(registry, wiring.build())).faults();
    }
}
