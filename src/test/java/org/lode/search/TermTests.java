package org.lode.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermTests {

    /** Shown with a star after a beginning, a minus before what must be missing, and brackets around a phrase. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Lynas                    | Lynas*
            rare earths              | rare earths*
            "rare earths" Lynas      | [rare earths] Lynas*
            Lynas "rare earths"      | Lynas [rare earths]
            Lynas "rare ear          | Lynas [rare ear]
            nickel -copper           | nickel -copper
            nickel -"New Caledonia"  | nickel -[New Caledonia]
            nickel-copper            | nickel-copper*
            -                        | -
            --x                      | --x
            Dy                       | Dy
            日本                     | 日本*
            offices in Chile         | offices Chile*
            In                       | In
            the of                   | the of
            the -of                  | the -of
            "the of" office          | [the of] office*
            c++ & % $x               | c++ & % $x
            """)
    void textsAreTakenApart(String text, String terms) {
        assertThat(Term.of(text).stream().map(TermTests::shown).collect(Collectors.joining(" ")))
                .isEqualTo(terms);
    }

    private static String shown(Term term) {
        String text = term.phrase() ? "[" + term.text() + "]" : term.text();
        return (term.without() ? "-" : "") + text + (term.prefix() ? "*" : "");
    }
}
