package org.lode.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field.FieldType;
import org.lode.model.View.Column;
import org.lode.model.View.Step;

/** A column of a flat table is a path by references and at most one table of parts or pairs; any other path is refused. */
class ViewReaderTests {
    private static final String PATH = "deal_id.deal_parties.organization_id.name";

    @Test
    void aListHasTheNameThatItIsGiven() throws IOException {
        Column column = column("deal_id.deal_parties.organization_id.country_id.name");
        assertThat(column.name()).isEqualTo("party_names");
        assertThat(column.field().type()).isEqualTo(FieldType.LIST);
        assertThat(column.source().description()).isNotEqualTo(column.field().description());
        assertThat(column.way())
                .extracting(
                        step -> step instanceof Step.Rows rows ? rows.table().name() : "reference")
                .containsExactly("reference", "deal_parties", "reference", "reference");
    }

    @Test
    void rowsOfAnotherPartAreThoseThatNameTheKey() throws IOException {
        assertThat(column("deal_event_investments.investment_id").way())
                .singleElement()
                .satisfies(step -> assertThat(((Step.Rows) step).same())
                        .extracting(
                                same -> same.there().name() + " " + same.here().name())
                        .containsExactly("deal_id deal_id", "event_key key"));
    }

    @Test
    void pairsLeadToTheRecordsOfTheirOtherSide() throws IOException {
        assertThat(column("deal_id.project_id.project_minerals.mineral_id.symbol")
                        .way())
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deal_id.name                                                 | with one table of parts or pairs
            deal_id.project_id.project_minerals.mineral_id.mineral_lists.list | with one table of parts or pairs
            deal_parties.organization_id                                 | deal_parties as a part of deal_events
            deal_id.project_minerals.mineral_id                          | project_minerals as a part of deals
            deal_id.investments.name                                     | investments as a part of deals
            deal_id.notes.name                                           | notes as a field that names records
            deal_id.colour                                               | colour (expected: a field of deals)
            """)
    void anyOtherPathIsRefused(String path, String message) {
        assertThatThrownBy(() -> column(path))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining(message);
    }

    @Test
    void aListHasANameAndADescription() {
        for (String missing :
                new String[] {"\"name\": \"party_names\"", "\"description\": \"Their names, in the same order.\""}) {
            assertThatThrownBy(() -> DataPackageReader.read(
                            edited(missing, "\"x\": \"\"").getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(DatasetDamaged.class)
                    .hasMessageContaining(PATH);
        }
    }

    /** The column {@code party_names} of {@code deal_events_flat}, with another path. */
    private static Column column(String path) throws IOException {
        return DataPackageReader.read(edited('"' + PATH + '"', '"' + path + '"').getBytes(StandardCharsets.UTF_8))
                .views()
                .stream()
                .filter(view -> view.name().equals("deal_events_flat"))
                .flatMap(view -> view.columns().stream())
                .filter(column -> column.name().equals("party_names"))
                .findFirst()
                .orElseThrow();
    }

    private static String edited(String from, String to) throws IOException {
        String description = Files.readString(Path.of("dataset", "datapackage.json"));
        assertThat(description).containsOnlyOnce(from);
        return description.replace(from, to);
    }
}
