package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.failure.DatasetDamaged;
import tools.jackson.databind.json.JsonMapper;

class CanonicalJsonTests {

    @Test
    void keysAreSortedByUtf16UnitsAndNothingIsEscapedThatNeedNotBe() {
        assertThat(
                        CanonicalJson.write(
                                JsonMapper.shared()
                                        .readTree(
                                                "{ \"b\": [1, null, true], \"\\ufb00\": \"\\u20ac\\/\\n\", \"\\ud83d\\ude00\": 0, \"a\": \"例\" }")))
                .isEqualTo("{\"a\":\"例\",\"b\":[1,null,true],\"😀\":0,\"\ufb00\":\"€/\\n\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1.5}                | decimals as text
            {"a":1e3}                | decimals as text
            {"a":[9007199254740992]} | within 2^53
            {"a":"e\u0301"}    | Unicode NFC
            {"e\u0301":1}      | Unicode NFC
            """)
    void refusesWhatHasNoCanonicalForm(String json, String expected) {
        assertThatThrownBy(() -> CanonicalJson.write(JsonMapper.shared().readTree(json)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":1,\"a\":2}",
                "{\"a\": 1}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":\"\\u0041\"}",
                "{\"a\":01}",
                "{\"a\":1}}",
                "{\"a\":1",
                "",
                "{\"a\":-0}"
            })
    void refusesToReadWhatIsNotCanonical(String json) {
        assertThatThrownBy(() -> CanonicalJson.read(json.getBytes(StandardCharsets.UTF_8), "delta.jsonl:7"))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageStartingWith("delta.jsonl:7: ")
                .hasMessageContaining("expected: ");
    }
}
