package org.lode;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that a machine can hold. */
class HouseRulesTests {
    /** Arrows run down this list only. */
    private static final List<String> ROOMS = List.of(
            "cli", "cite", "http", "mirror", "files", "schema", "graphql", "author", "store", "query", "release",
            "model");

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

    /** The drawing of the rooms in docs/architecture.md names them in this order, and so do the packages. */
    @Test
    void theDrawingShowsTheseRooms() throws IOException {
        String page = Files.readString(Path.of("docs/architecture.md"));
        String drawing =
                page.substring(page.indexOf("```text") + 7, page.indexOf("```\n", page.indexOf("```text") + 7));
        assertThat(Pattern.compile("(?m)^ {2}([a-z]+) ")
                        .matcher(drawing)
                        .results()
                        .map(room -> room.group(1)))
                .containsExactlyElementsOf(ROOMS);
        try (Stream<Path> packages = Files.list(Path.of("src/main/java/org/lode"))) {
            assertThat(packages.filter(Files::isDirectory)
                            .map(room -> room.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(ROOMS);
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
                .resideOutsideOfPackage(room("store"))
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
    void theLowerRoomsKnowNoSpring() {
        noClasses()
                .that()
                .resideInAnyPackage(room("release"), room("model"))
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
            assertThat(room).matches(name -> name.isEmpty() || ROOMS.contains(name), "a known room");
            assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                    .as("package-info of %s is @NullMarked", type.getPackageName())
                    .isTrue();
        }
    }

    private static String room(String name) {
        return "org.lode." + name + "..";
    }
}
