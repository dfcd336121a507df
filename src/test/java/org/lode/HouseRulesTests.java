package org.lode;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that a machine can hold. */
class HouseRulesTests {
    /** Arrows run down this list only. */
    private static final List<String> ROOMS = List.of(
            "mirror",
            "publish",
            "draft",
            "bundle",
            "export",
            "origin",
            "search",
            "change",
            "record",
            "graphql",
            "trust",
            "parquet",
            "release",
            "operation",
            "query",
            "kind",
            "database",
            "text",
            "web",
            "http",
            "failure");

    /** What the outside meets: they use little of the house, and the house nothing of them. */
    private static final List<String> EDGES = List.of("api", "watch");

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.lode");

    @Test
    void arrowsRunDownOnly() {
        for (int i = 1; i < ROOMS.size(); i++) {
            String[] above =
                    ROOMS.subList(0, i).stream().map(HouseRulesTests::room).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(room(ROOMS.get(i)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .check(HOUSE);
        }
    }

    @Test
    void edgesImportFewRoomsAlone() {
        String[] others = ROOMS.stream()
                .filter(room -> !List.of("graphql", "release", "operation", "query", "text", "web", "http", "failure")
                        .contains(room))
                .map(HouseRulesTests::room)
                .toArray(String[]::new);
        for (String edge : EDGES) {
            noClasses()
                    .that()
                    .resideInAPackage(room(edge))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(HOUSE);
        }
    }

    @Test
    void nobodyImportsAnEdge() {
        for (String edge : EDGES) {
            noClasses()
                    .that()
                    .resideInAPackage("org.lode..")
                    .and()
                    .resideOutsideOfPackage(room(edge))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(room(edge))
                    .check(HOUSE);
        }
    }

    @Test
    void roomsFormNoCircles() {
        slices().matching("org.lode.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void sqlIsTouchedByStoresAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(room("database"))
                .and()
                .haveNameNotMatching(".*Store(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.r2dbc.spi.Connection")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(HOUSE);
    }

    @Test
    void theKitOfReadersAndTheDescriptionKnowNoSpring() {
        noClasses()
                .that()
                .resideInAnyPackage(room("query"), room("kind"), room("text"), room("failure"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(HOUSE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Util|Utils|DTO)")
                .check(HOUSE);
    }

    @Test
    void everyRoomIsNullMarkedAndListed() {
        for (JavaClass type : HOUSE) {
            String room = type.getPackageName().replaceFirst("org\\.lode\\.?", "");
            assertThat(room)
                    .matches(name -> name.isEmpty() || EDGES.contains(name) || ROOMS.contains(name), "a known room");
            assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                    .as("package-info of %s is @NullMarked", type.getPackageName())
                    .isTrue();
        }
    }

    private static String room(String name) {
        return "org.lode." + name + "..";
    }
}
