package org.lode.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermTests {

    /** Shown with a star after a beginning, a minus before what must be missing, and brackets around a phrase. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Lynas                    | lynas*
            rare earths              | rare earths*
            "rare earths" Lynas      | [rare earths] lynas*
            “rare earths” Lynas      | [rare earths] lynas*
            „rare earths‟ «Mt Weld»  | [rare earths] [mt weld]
            Lynas "rare earths"      | lynas [rare earths]
            Lynas "rare ear          | lynas [rare ear]
            nickel -copper           | nickel -copper
            nickel －copper           | nickel -copper
            nickel -"New Caledonia"  | nickel -[new caledonia]
            nickel-copper            | nickelcopper*
            off-take S.A. U.S.-Japan | offtake sa usjapan*
            2018-2019                | 2018 2019*
            1.5 B.C                  | 1 5 bc
            -                        | ``
            --x                      | -x
            Dy                       | dy
            co.                      | co
            a..                      | a
            ａ                        | a
            ＣＯＰ                      | cop*
            Lynas™ cob🙂alt®         | lynas cobalt*
            ™ 🙂 lynas               | lynas*
            日本                     | 日本
            ﾚｱｱｰｽ ｶﾞﾘｳﾑ              | レアアース ガリウム
            offices in Chile         | offices chile*
            In                       | in
            the of                   | the of
            the -of                  | the -of
            "the of" office          | [the of] office*
            c++ & % $x               | c x
            Straße İzmir ŁÓDŹ        | strasse izmir lodz*
            """)
    void textsAreTakenApart(String text, String terms) {
        assertThat(Term.of(text).stream().map(TermTests::shown).collect(Collectors.joining(" ")))
                .isEqualTo(terms);
    }

    private static String shown(Term term) {
        String text =
                term.phrase() ? "[" + term.words().name() + "]" : term.words().name();
        return (term.without() ? "-" : "") + text + (term.prefix() ? "*" : "");
    }
}
