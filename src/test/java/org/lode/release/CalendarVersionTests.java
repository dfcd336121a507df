package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.release.Release.CalendarVersion;

class CalendarVersionTests {

    @Test
    void versionsAreOrderedAsNumbersNotAsText() {
        assertThat(CalendarVersion.parse("2026.9.12"))
                .isLessThan(CalendarVersion.parse("2026.11.0"))
                .isGreaterThan(CalendarVersion.parse("2026.9.2"))
                .hasToString("2026.9.12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "2026", "2026.11", "2026.13.0", "2026.01.0", "2026.1.00", "26.1.0", "v2026.1.0", "2026.1.0 "
            })
    void refusesOtherForms(String text) {
        assertThatThrownBy(() -> CalendarVersion.parse(text)).hasMessageContaining("like 2026.11.0");
    }
}
