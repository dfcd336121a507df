package org.lode.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartialDateTests {

    @ParameterizedTest
    @CsvSource({
        "2011, 2011-01-01, 2011-12-31",
        "2012-02, 2012-02-01, 2012-02-29",
        "2011-03-30, 2011-03-30, 2011-03-30",
        "2004/2020, 2004-01-01, 2020-12-31",
        "2010-11/2011-03-30, 2010-11-01, 2011-03-30",
    })
    void meansTheDaysFromTheFirstToTheLast(String text, LocalDate first, LocalDate last) {
        assertThat(PartialDate.parse(text)).isEqualTo(new PartialDate(text, first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "11",
                "2011-3",
                "2011-13",
                "2011-02-29",
                "2011-03-30T00:00",
                "2011/",
                "/2011",
                "a/b",
                "2011/2012/2013",
                "2011?",
                "２０１１"
            })
    void refusesOtherForms(String text) {
        assertThatThrownBy(() -> PartialDate.parse(text)).hasMessage(PartialDate.EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2012/2011", "2011-03-30/2011-03-29"})
    void refusesIntervalsThatEndBeforeTheyStart(String text) {
        assertThatThrownBy(() -> PartialDate.parse(text)).hasMessage("an interval that ends after it starts");
    }
}
