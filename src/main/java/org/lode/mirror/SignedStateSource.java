package org.lode.mirror;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Failure.Unavailable;
import org.lode.release.KeyRing.KeyFiles;
import org.lode.release.Notices;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.release.SignedState;
import org.lode.store.ManifestStore;
import org.lode.store.NoticeStore;
import org.lode.store.OriginStateStore;
import org.lode.store.ReleaseStore;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Makes the signed state that mirrors read: signed by this server, or relayed from the origin that it mirrors. */
@Component
public final class SignedStateSource {
    private static final String KEY = "lode.mirror.signing-key";

    private final String dataset;
    private final ReleaseStore releases;
    private final ManifestStore.Reader manifests;
    private final NoticeStore.Reader notices;
    private final OriginStateStore.Reader relay;
    private final Settings settings;
    private final @Nullable KeyFiles keys;
    private final InstantSource clock;
    private final AtomicReference<@Nullable SignedState> last = new AtomicReference<>();

    /** Fails, naming the setting, when the file of the key cannot be read. */
    SignedStateSource(
            DataPackage description,
            ReleaseStore releases,
            ManifestStore.Reader manifests,
            NoticeStore.Reader notices,
            OriginStateStore.Reader relay,
            Settings settings,
            InstantSource clock) {
        this.dataset = description.name();
        this.releases = releases;
        this.manifests = manifests;
        this.notices = notices;
        this.relay = relay;
        this.settings = settings;
        this.clock = clock;
        this.keys = settings.signingKey().isBlank() ? null : KeyFiles.read(path(settings.signingKey()), KEY);
    }

    private static Path path(String setting) {
        try {
            return Path.of(setting);
        } catch (InvalidPathException e) {
            throw new StartFailed("%s: %s (expected: the path of a file)".formatted(KEY, setting), e);
        }
    }

    /** Returns the current bytes of {@code state.json}. */
    public Mono<byte[]> state() {
        if (keys != null) {
            return own();
        }
        return relay.read()
                .flatMap(relayed -> relayed.map(state -> releases.current().map(known -> relay(state, known)))
                        .orElseGet(this::own));
    }

    /** Returns the bytes of {@code keys.json}; nothing when nobody signs. */
    public Mono<byte[]> keys() {
        if (keys != null) {
            return Mono.just(keys.ring().bytes());
        }
        return relay.read()
                .flatMap(Mono::justOrEmpty)
                .filter(relayed -> !relayed.keys().isEmpty())
                .map(relayed -> relayed.keys().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] relay(OriginStateStore.OriginState relayed, Releases known) {
        if (!relayed.isHeld(known)) {
            throw new Unavailable("the newest release is being loaded (expected: try again shortly)");
        }
        return relayed.state().getBytes(StandardCharsets.UTF_8);
    }

    private Mono<byte[]> own() {
        return Mono.zip(releases.current(), notices.read())
                .flatMap(known -> state(known.getT1().latest(), known.getT2().extent()))
                .map(SignedState::bytes);
    }

    private Mono<SignedState> state(Release newest, Notices.Extent extent) {
        SignedState made = last.get();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (made != null
                && made.content().newest().link().manifestSha256().equals(newest.manifestSha256())
                && made.content().notices().equals(extent)
                && now.isBefore(made.content().term().issuedAt().plus(settings.renewal()))) {
            return Mono.just(made);
        }
        return manifests.of(newest).map(manifest -> {
            SignedState.Content content = new SignedState.Content(
                    dataset,
                    new SignedState.Newest(
                            manifest.published().asPrevious(),
                            newest.schemaVersion(),
                            newest.publishedAt(),
                            manifest.bytes().length),
                    settings.nextSchemaVersion().isEmpty() ? null : settings.nextSchemaVersion(),
                    extent,
                    new SignedState.Term(now, now.plus(settings.validity())));
            SignedState state = SignedState.of(content, keys == null ? null : keys.key());
            last.set(state);
            return state;
        });
    }

    /**
     * What this origin says of itself to mirrors.
     *
     * @param signingKey file of the private key that signs the state for mirrors; {@code lode keygen} makes one; nothing
     *     is signed when not set
     * @param renewal age after which the state for mirrors is signed again
     * @param validity age after which mirrors no longer take the state
     * @param nextSchemaVersion schema version of a coming release that needs a newer Lode, like {@code 2.0.0}
     */
    @ConfigurationProperties("lode.mirror")
    public record Settings(
            @DefaultValue("") String signingKey,
            @DefaultValue("1d") Duration renewal,
            @DefaultValue("7d") Duration validity,
            @DefaultValue("") String nextSchemaVersion) {

        public Settings {
            if (renewal.isNegative() || validity.compareTo(renewal) <= 0) {
                throw new BadInput("lode.mirror.validity", validity, "more than lode.mirror.renewal, " + renewal);
            }
            if (!nextSchemaVersion.matches("(\\d{1,6}\\.\\d{1,6}\\.\\d{1,6})?")) {
                throw new BadInput("lode.mirror.next-schema-version", nextSchemaVersion, "a version like 2.0.0");
            }
        }
    }
}
