package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.model.Failure.DatasetDamaged;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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

    /** Names and texts of every character that JSON or RFC 8785 treats in its own way, and of some others. */
    @Test
    void everyTextIsWrittenAsTheReferenceImplementationDoes() throws IOException {
        List<String> texts =
                new ArrayList<>(List.of("", "\ud83d\ude00", "\uffee", "\u2028\u2029", "</script>", "\u007f\u0080"));
        for (char c = 0; c < 0x100; c++) {
            texts.add(String.valueOf(c));
            texts.add("a" + c + "b");
        }
        ObjectNode object = JsonMapper.shared().createObjectNode();
        for (String text : texts.reversed()) {
            object.put(text, text);
            object.putObject("in " + text)
                    .put("z", 1)
                    .put(text, -7)
                    .putArray("m")
                    .add(text)
                    .addNull()
                    .add(true);
        }
        assertThat(CanonicalJson.write(object))
                .isEqualTo(new JsonCanonicalizer(JsonMapper.shared().writeValueAsString(object)).getEncodedString());
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
