package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HighlightTests {

    @Test
    void whatHasAMeaningInHtmlIsEscapedAndOnlyMarksAreAdded() {
        assertThat(html("<b>\u0002R&D\u0003</b> \"it's\""))
                .isEqualTo("&lt;b&gt;<mark>R&amp;D</mark>&lt;/b&gt; &quot;it&#39;s&quot;");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 59, 60, 61, 200, 239, 240, 241, 700})
    void aLongTextIsCutAroundTheFirstWordFound(int before) {
        String html = html("ab ".repeat(before) + "\u0002found\u0003" + " yz".repeat(200));
        assertThat(html).contains("<mark>found</mark>").endsWith("yz …").hasSizeBetween(150, 270);
        assertThat(html.startsWith("… ")).isEqualTo(before > 20);
    }

    @Test
    void aTextWithoutSpacesIsCutBetweenCharacters() {
        String html = html("\u0002a\u0003" + "\uD83D\uDE00".repeat(300));
        assertThat(html).startsWith("<mark>a</mark>\uD83D\uDE00").endsWith("\uD83D\uDE00 …");
        assertThat(html("\uD83D\uDE00".repeat(300) + "\u0002a\u0003")).endsWith("<mark>a</mark>");
    }

    @Test
    void marksAreNeverCut() {
        for (int length = 100; length < 400; length++) {
            String html = html("\u0002" + "a".repeat(100) + "\u0003 " + "b".repeat(length) + " \u0002" + "c".repeat(100)
                    + "\u0003 end of it");
            assertThat(html.split("<mark>", -1)).hasSameSizeAs(html.split("</mark>", -1));
        }
    }

    private static String html(String marked) {
        return SearchListing.Highlight.of("name", marked).html();
    }
}
