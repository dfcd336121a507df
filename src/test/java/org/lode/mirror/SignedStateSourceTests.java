package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.lode.files.Hashes;
import org.lode.files.SignedOrigin;
import org.lode.mirror.SignedStateSource.Settings;
import org.lode.model.DataPackage;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Failure.Unavailable;
import org.lode.release.Notices;
import org.lode.release.SignedState;
import org.lode.store.ManifestStore;
import org.lode.store.NoticeStore;
import org.lode.store.OriginStateStore;
import org.lode.store.ReleaseStore;
import org.lode.support.LodeTest;

/** When a state is made anew, and when that of another origin is passed on. */
@LodeTest
@ResourceLock(SignedOrigin.LODE)
class SignedStateSourceTests extends SignedOrigin {
    private static final Instant START = Instant.parse("2099-06-01T00:00:00Z");

    private final DataPackage description;
    private final ReleaseStore releases;
    private final ManifestStore.Reader manifests;
    private final NoticeStore.Reader notices;
    private final OriginStateStore.Reader relay;
    private final DataSource loading;
    private Instant now = START;

    SignedStateSourceTests(
            DataPackage description,
            ReleaseStore releases,
            ManifestStore.Reader manifests,
            NoticeStore.Reader notices,
            OriginStateStore.Reader relay,
            DataSource loading) {
        this.description = description;
        this.releases = releases;
        this.manifests = manifests;
        this.notices = notices;
        this.relay = relay;
        this.loading = loading;
    }

    @AfterEach
    void asItWas() throws SQLException {
        run("delete from notice");
        run("delete from mirror_state");
    }

    @Test
    void aStateIsKeptUntilItIsOldAndThenSignedAnew() {
        SignedStateSource source = source(KEYS.file().toString());
        SignedState first = state(source);
        assertThat(first.content().term()).isEqualTo(new SignedState.Term(START, START.plus(Duration.ofDays(7))));
        now = START.plus(Duration.ofHours(23));
        assertThat(state(source)).isEqualTo(first);
        now = START.plus(Duration.ofHours(24));
        SignedState second = state(source);
        assertThat(second.content().term().issuedAt()).isEqualTo(now);
        assertThat(second.content().newest()).isEqualTo(first.content().newest());
        assertThat(second.signedBy(KEYS.key().verifying())).isTrue();
    }

    @Test
    void aNoticeIsToldAtOnce() throws SQLException {
        SignedStateSource source = source(KEYS.file().toString());
        assertThat(state(source).content().notices()).isEqualTo(Notices.Extent.NONE);
        run("insert into notice values (1, '%s', ''), (2, '%s', '')".formatted(withdrawal(1), withdrawal(2)));
        byte[] file = (withdrawal(1) + "\n" + withdrawal(2) + "\n").getBytes(StandardCharsets.UTF_8);
        assertThat(state(source).content().notices())
                .isEqualTo(new Notices.Extent(2, file.length, Hashes.hex(Hashes.sha256(file))));
        assertThat(state(source).signedBy(KEYS.key().verifying())).isTrue();
    }

    private static String withdrawal(int n) {
        return "{\"at\":\"2026-11-22T09:00:00Z\",\"n\":%d,\"notice\":\"WITHDRAWAL\",\"reason\":\"Wrong.\",\"sequence\":%d,"
                        .formatted(n, n)
                + "\"supersededBy\":null,\"version\":\"2026.11.%d\"}".formatted(n);
    }

    @Test
    void withoutAKeyNobodySigns() {
        SignedStateSource source = source("");
        assertThat(state(source).seal()).isNull();
        assertThat(source.keys().blockOptional()).isEmpty();
    }

    @Test
    void aMirrorPassesOnWhatItWasToldByteForByte() throws SQLException {
        String told = new String(
                Objects.requireNonNull(source(FIRST.file().toString()).state().block()), StandardCharsets.UTF_8);
        relay(told, "the keys\n");
        now = START.plus(Duration.ofDays(3));
        SignedStateSource mirror = source("");
        assertThat(mirror.state().block()).asString(StandardCharsets.UTF_8).isEqualTo(told);
        assertThat(mirror.keys().block()).asString(StandardCharsets.UTF_8).isEqualTo("the keys\n");
        // A key of its own speaks for itself.
        assertThat(state(source(KEYS.file().toString())).signedBy(KEYS.key().verifying()))
                .isTrue();
    }

    @Test
    void aStateOfAReleaseThatIsNotHeldIsNotPassedOn() throws SQLException {
        String told = new String(Objects.requireNonNull(source("").state().block()), StandardCharsets.UTF_8);
        for (String other : new String[] {
            told.replaceFirst("\"sequence\":[0-9]+", "\"sequence\":99"),
            told.replaceFirst("\"root\":\"[0-9a-f]{4}", "\"root\":\"0000")
        }) {
            run("delete from mirror_state");
            relay(other, "");
            SignedStateSource mirror = source("");
            assertThatThrownBy(() -> mirror.state().block()).isInstanceOf(Unavailable.class);
            assertThat(mirror.keys().blockOptional()).isEmpty();
        }
    }

    @Test
    void settingsThatCannotBeEndTheStart() throws IOException {
        Path none = Files.writeString(FOLDER.resolve("none"), "no key");
        assertThatThrownBy(() -> source(none.toString()))
                .isInstanceOf(StartFailed.class)
                .hasMessageStartingWith("lode.mirror.signing-key: " + none + " (expected: a PEM file");
        assertThatThrownBy(() -> new Settings("", Duration.ofDays(1), Duration.ofHours(1), ""))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("lode.mirror.validity: PT1H (expected: more than lode.mirror.renewal");
        assertThatThrownBy(() -> new Settings("", Duration.ofDays(1), Duration.ofDays(7), "two"))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("lode.mirror.next-schema-version: two");
    }

    private SignedStateSource source(String key) {
        return new SignedStateSource(
                description,
                releases,
                manifests,
                notices,
                relay,
                new Settings(key, Duration.ofDays(1), Duration.ofDays(7), ""),
                () -> now);
    }

    private static SignedState state(SignedStateSource source) {
        return SignedState.read(Objects.requireNonNull(source.state().block()), "state.json");
    }

    private void relay(String state, String keys) throws SQLException {
        run("insert into mirror_state select u, s, k, sha256(convert_to(u || ' ' || s || ' ' || k, 'UTF8'))"
                + " from (values ('http://origin', '%s', '%s')) told (u, s, k)".formatted(state, keys));
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = loading.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
