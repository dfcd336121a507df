package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.store.ForeignOrder;
import org.lode.support.LodeTest;
import org.lode.support.Replay;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Text is in the order of code points, although the database has another default order. */
@LodeTest
@DirtiesContext
@Tag("thorough")
class ForeignOrderTests {
    private final HttpGraphQlTester graphQl;
    private final DataPackage data;
    private final Memory memory;

    ForeignOrderTests(HttpGraphQlTester graphQl, DataPackage data) {
        this.graphQl = graphQl;
        this.data = data;
        this.memory = Memory.of(data, Replay.bundled().getLast());
    }

    @DynamicPropertySource
    static void foreign(DynamicPropertyRegistry properties) throws SQLException {
        ForeignOrder.configure(properties);
    }

    @Test
    void listsAreInTheOrderOfCodePoints() {
        for (RecordKind kind : data.shown()) {
            for (Field field : kind.fields()) {
                if (field.type() == FieldType.TEXT || field.type() == FieldType.ID || field.type() == FieldType.REF) {
                    Sorting order = new Sorting(List.of(new Sorting.Step(Sorting.Key.of(field), null, null)));
                    List<String> whole = order.ids(memory, memory.rows(kind));
                    Question question = Question.root(kind).with("orderBy", order.orderBy());
                    assertThat(question.with("first", 500).ask(graphQl).nodes())
                            .as("%s by %s", kind.name(), field.name())
                            .isEqualTo(whole.stream().limit(500).toList());
                }
            }
        }
    }

    @Test
    void filtersCompareByCodePoints() {
        RecordKind projects = data.record("projects");
        Meaning meaning = new Meaning(data, memory);
        for (Memory.Row row : memory.rows(projects).stream().limit(40).toList()) {
            Object name = row.json().path("name").asString();
            for (String operator : List.of("lt", "lte", "gt", "gte")) {
                Map<String, Object> filter = Map.of("name", Map.of(operator, name));
                assertThat(Question.root(projects)
                                .with("filter", filter)
                                .with("first", 500)
                                .ask(graphQl)
                                .nodes())
                        .as("%s", filter)
                        .isEqualTo(memory.rows(projects).stream()
                                .filter(one -> meaning.holds(one, filter))
                                .map(Memory.Row::id)
                                .toList());
            }
        }
    }
}
