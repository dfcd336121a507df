package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.store.TestDatabase;

/** Parts of texts are found whatever their case and however their accents are written. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartsOfTextTests {
    private static final DataPackage DATA = DataPackageReader.bundled();
    private static final String ID = "org:lynas";

    private DSLContext sql = DSL.using(SQLDialect.POSTGRES);

    @BeforeAll
    void open() throws SQLException {
        sql = DSL.using(TestDatabase.bundled(), SQLDialect.POSTGRES);
    }

    private boolean finds(String name, String field, String operator, String operand) {
        sql.execute(
                "update organizations set name = {0}, other_names = array['x', {0}] where id = {1}",
                DSL.val(name), DSL.val(ID));
        SqlContext aliases = new SqlContext(4, Map.of(field, Map.of(operator, operand)));
        TableRef row = aliases.ref(DATA.record("organizations"));
        return sql.fetchExists(DSL.selectOne()
                .from(row.from())
                .where(row.id().eq(ID), row.valid(), new Filter(DATA, aliases).on(row)));
    }

    @ParameterizedTest
    @CsvSource({
        "İSTANBUL Maden, contains, istanbul",
        "İSTANBUL Maden, startsWith, i\u0307stanbul",
        "istanbul Maden, startsWith, İst",
        "Maden İ, endsWith, i",
        "Maden i, endsWith, İ",
        "Maden İstanbul, endsWith, istanbul",
        "ΟΔΟΣ, endsWith, οδοσ",
        "οδος, endsWith, ΟΔΟΣ",
        "Peña Colorada, contains, PEN\u0303A",
        "Araxá, endsWith, xa\u0301",
        "Puławy, startsWith, PUŁ",
        "100% Ni_Co, contains, % ni_"
    })
    void caseAndCompositionDoNotMatter(String name, String operator, String operand) {
        assertThat(finds(name, "name", operator, operand)).isTrue();
        assertThat(finds(name, "otherNames", operator, operand)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "İSTANBUL Maden, endsWith, istanbul",
        "Maden İstanbul, startsWith, istanbul",
        "Araxá, contains, xa",
        "Peña, endsWith, pen",
        "abc, contains, %"
    })
    void otherPartsAreNotFound(String name, String operator, String operand) {
        assertThat(finds(name, "name", operator, operand)).isFalse();
        assertThat(finds(name, "otherNames", operator, operand)).isFalse();
    }

    @Test
    void wholeTextsAreTheSameHoweverTheirAccentsAreWritten() {
        assertThat(finds("Araxá", "name", "eq", "Araxa\u0301")).isTrue();
        assertThat(finds("Araxá", "otherNames", "has", "Araxa\u0301")).isTrue();
        assertThat(finds("Araxá", "name", "eq", "Araxa")).isFalse();
    }
}
