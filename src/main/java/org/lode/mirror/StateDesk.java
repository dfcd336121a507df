package org.lode.mirror;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.lode.files.OriginSettings;
import org.lode.model.StartFailed;
import org.lode.model.Unavailable;
import org.lode.release.KeyFiles;
import org.lode.release.Notices;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.release.SignedState;
import org.lode.store.ManifestStore;
import org.lode.store.NoticeStore;
import org.lode.store.OriginStateStore;
import org.lode.store.ReleaseStore;
import org.lode.store.StoredManifest;
import reactor.core.publisher.Mono;

/** Tells mirrors which release is the newest: in its own name, or with the words of the origin that it mirrors. */
public final class StateDesk {
    private static final String KEY = "lode.mirror.signing-key";

    private final Sources sources;
    private final OriginSettings settings;
    private final @Nullable KeyFiles keys;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();

    /** What a state is made of. */
    public record Sources(
            String dataset,
            ReleaseStore releases,
            ManifestStore.Reader manifests,
            NoticeStore.Reader notices,
            OriginStateStore.Reader relay) {}

    /** A state that was made, and what it tells of. */
    private record Kept(Release newest, Notices.Extent notices, SignedState state) {}

    /** Fails, naming the setting, when there is no key where a key should be. */
    public StateDesk(Sources sources, OriginSettings settings, InstantSource clock) {
        this.sources = sources;
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

    /** The bytes of {@code state.json} as they are now. */
    public Mono<byte[]> state() {
        return relayed()
                .flatMap(relayed -> relayed.isPresent()
                        ? sources.releases().current().map(releases -> relay(relayed.get(), releases))
                        : own());
    }

    /** The bytes of {@code keys.json}; nothing when nobody signs. */
    public Mono<byte[]> keys() {
        if (keys != null) {
            return Mono.just(keys.ring().bytes());
        }
        return relayed()
                .flatMap(Mono::justOrEmpty)
                .filter(relayed -> !relayed.keys().isEmpty())
                .map(relayed -> relayed.keys().getBytes(StandardCharsets.UTF_8));
    }

    /** Whoever has a key of its own says it in its own name. */
    private Mono<Optional<OriginStateStore.OriginState>> relayed() {
        return keys == null ? sources.relay().read() : Mono.just(Optional.empty());
    }

    private static byte[] relay(OriginStateStore.OriginState relayed, Releases releases) {
        if (!relayed.isHeld(releases)) {
            throw new Unavailable("the newest release is being loaded (expected: try again shortly)");
        }
        return relayed.state().getBytes(StandardCharsets.UTF_8);
    }

    private Mono<byte[]> own() {
        return Mono.zip(sources.releases().current(), sources.notices().read())
                .flatMap(known -> state(known.getT1().latest(), known.getT2().extent()))
                .map(SignedState::bytes);
    }

    private Mono<SignedState> state(Release newest, Notices.Extent notices) {
        Kept last = kept.get();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (last != null
                && last.newest().equals(newest)
                && last.notices().equals(notices)
                && now.isBefore(last.state().term().issuedAt().plus(settings.renewal()))) {
            return Mono.just(last.state());
        }
        return sources.manifests().of(newest).map(manifest -> {
            SignedState made =
                    SignedState.of(content(newest, manifest, notices, now), keys == null ? null : keys.key());
            kept.set(new Kept(newest, notices, made));
            return made;
        });
    }

    private SignedState.Content content(Release newest, StoredManifest manifest, Notices.Extent notices, Instant now) {
        return new SignedState.Content(
                sources.dataset(),
                new SignedState.Newest(
                        newest.sequence(),
                        newest.version(),
                        newest.schemaVersion(),
                        newest.root(),
                        newest.publishedAt(),
                        newest.manifestSha256(),
                        manifest.bytes().length),
                settings.nextSchemaVersion().isEmpty() ? null : settings.nextSchemaVersion(),
                notices,
                new SignedState.Term(now, now.plus(settings.validity())));
    }
}
