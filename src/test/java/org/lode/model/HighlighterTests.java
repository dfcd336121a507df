package org.lode.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HighlighterTests {

    /** Shown with brackets for marks. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "rare earth"           | A rare earth mine; earth, rare        | A [rare] [earth] mine; earth, rare
            "rare earth" mine      | a mine of rare-earth ore              | a [mine] of [rare-earth] ore
            rare earth             | Earth is rare                         | [Earth] is [rare]
            off-take               | offtake, off take, Off-Take, take off | [offtake], [off] [take], [Off-Take], take off
            offtake                | an off-take agreement                 | an [off-take] agreement
            "offtake agreement"    | an off-take agreement                 | an [off-take] [agreement]
            take                   | off-take                              | off-[take]
            SA                     | Glencore S.A. in Lausanne             | Glencore [S.A]. in Lausanne
            資源                   | 金属資源開発と資と源                  | 金属[資源]開発と資と源
            レアアース             | ﾚｱｱｰｽの探鉱                           | [ﾚｱｱｰｽ]の探鉱
            鉱                     | 探鉱と鉱山                            | 探[鉱]と[鉱]山
            lyn                    | Lynas™ and Lyneham                    | [Lynas]™ and [Lyneham]
            cote                   | Côte d'Ivoire                         | [Côte] d'Ivoire
            copper -gold           | copper, no gold                       | [copper], no gold
            """)
    void whatIsAskedForIsMarkedWhereItStands(String text, String value, String marked) {
        String found = new Highlighter(Term.of(text), Set.of()).in(value);
        assertThat(Objects.requireNonNull(found).replace(Highlighter.START, '[').replace(Highlighter.END, ']'))
                .isEqualTo(marked);
    }

    @Test
    void aTextWithoutWhatIsAskedForHasNoMarks() {
        assertThat(new Highlighter(Term.of("\"rare earth\""), Set.of()).in("earth, rare"))
                .isNull();
        assertThat(new Highlighter(Term.of("源資"), Set.of()).in("資源")).isNull();
        assertThat(new Highlighter(Term.of("lynass"), Set.of("lynas")).in("Lynas"))
                .isEqualTo("\u0002Lynas\u0003");
    }
}
