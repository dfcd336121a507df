package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Ed25519.SigningKey;
import org.lode.release.SignedState.Content;
import org.lode.release.SignedState.Newest;
import org.lode.release.SignedState.Term;

/** What a signed state says, and how it is refused. */
class SignedStateTests {
    private static final SigningKey KEY = SigningKey.fresh();
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final Newest NEWEST =
            new Newest(new Manifest.Previous(4, "2026.11.3", "a".repeat(64), "b".repeat(64)), "1.2.0", NOW, 12_345L);
    private static final Content CONTENT =
            new Content("lode", NEWEST, null, Notices.Extent.NONE, new Term(NOW, NOW.plusSeconds(60)));

    @Test
    void whatIsWrittenIsReadAgainWithItsSignature() {
        SignedState state = SignedState.of(CONTENT, KEY);
        SignedState read = SignedState.read(state.bytes(), "state.json");
        assertThat(read).isEqualTo(state);
        assertThat(read.bytes()).isEqualTo(state.bytes());
        assertThat(read.signedBy(KEY.verifying())).isTrue();
        assertThat(read.signedBy(SigningKey.fresh().verifying())).isFalse();
    }

    @Test
    void aStateWithoutAKeySaysSo() {
        SignedState state = SignedState.of(CONTENT, null);
        assertThat(text(state)).contains("\"keyId\":null").contains("\"sig\":null,");
        assertThat(SignedState.read(state.bytes(), "state.json").seal()).isNull();
        assertThat(state.signedBy(KEY.verifying())).isFalse();
    }

    @Test
    void everyOtherByteEndsTheSignature() {
        String text = text(SignedState.of(CONTENT, KEY));
        assertThat(read(text.replace("12345", "12346")).signedBy(KEY.verifying()))
                .isFalse();
        assertThat(read(text.replace("\"nextSchemaVersion\":null", "\"nextSchemaVersion\":\"2.0.0\""))
                        .signedBy(KEY.verifying()))
                .isFalse();
        assertThat(read(text.replace("{\"dataset\"", "{\"another\":1,\"dataset\""))
                        .signedBy(KEY.verifying()))
                .isFalse();
    }

    @Test
    void keysThatNobodyKnowsAreKeptAndSigned() {
        String text = text(SignedState.of(CONTENT, KEY));
        String unsigned = text.replaceFirst(",\"sig\":\"[0-9a-f]+\"(,|})", "$1")
                .replace("{\"dataset\"", "{\"another\":1,\"dataset\"")
                .strip();
        String sig = KEY.sign(unsigned.getBytes(StandardCharsets.UTF_8));
        String signed = text.replaceFirst("[0-9a-f]{128}", sig).replace("{\"dataset\"", "{\"another\":1,\"dataset\"");
        SignedState read = read(signed);
        assertThat(read.signedBy(KEY.verifying())).isTrue();
        assertThat(text(read)).isEqualTo(signed);
    }

    @Test
    void whatIsNoStateIsRefusedWithItsReason() {
        String text = text(SignedState.of(CONTENT, KEY));
        refused(text.replace("state-1", "state-2"), "format");
        refused(text.replace("\"sequence\":4", "\"sequence\":0"), "sequence");
        refused(text.replace("\"sequence\":4", "\"sequence\":\"4\""), "sequence");
        refused(text.replace("2026.11.3", "2026.13.3"), "version");
        refused(text.replace("a".repeat(64), "a".repeat(63)), "root");
        refused(text.replace("\"manifestBytes\":12345", "\"manifestBytes\":-1"), "manifestBytes");
        refused(text.replace("2026-11-22T09:01:00Z", "2026-11-22T09:00:00Z"), "expiresAt");
        refused(text.replace("\"count\":0", "\"count\":-1"), "count");
        refused(text.replace("\"bytes\":0", "\"bytes\":1"), "count");
        refused(text.replace(KEY.keyId(), "x"), "keyId");
        refused(text.replaceFirst("\"sig\":\"[0-9a-f]+\"", "\"sig\":null"), "sig");
        refused(text.replaceFirst("\"keyId\":\"[0-9a-f]+\"", "\"keyId\":null"), "keyId");
        refused(text.replace("\"nextSchemaVersion\":null,", ""), "nextSchemaVersion");
        refused(text + text, "2 lines");
        refused("<html>", "line feed");
        refused(" ".repeat(SignedState.LARGEST) + text, "at most 65536");
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageStartingWith("state.json")
                .hasMessageContaining(why);
    }

    private static SignedState read(String text) {
        return SignedState.read(text.getBytes(StandardCharsets.UTF_8), "state.json");
    }

    private static String text(SignedState state) {
        return new String(state.bytes(), StandardCharsets.UTF_8);
    }
}
