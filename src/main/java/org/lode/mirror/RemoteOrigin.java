package org.lode.mirror;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.lode.mirror.Origin.OriginState;
import org.lode.model.Failure.OriginRefused;
import org.lode.release.Ed25519.VerifyingKey;
import org.lode.release.KeyRing;
import org.lode.release.Lines;
import org.lode.release.Manifest;
import org.lode.release.Notices;
import org.lode.release.ReleaseReader.Pointer;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.release.Roots.TableRoot;
import org.lode.release.SignedState;
import org.lode.store.OriginStateStore;
import org.lode.store.ReleaseApplyStore.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.retry.Retry;

/** Another Lode, or any server that has the files of one. */
final class RemoteOrigin implements Origin {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteOrigin.class);
    private static final String STATE_PATH = "mirror/v1/state.json";
    private static final String KEYS_PATH = "mirror/v1/keys.json";
    private static final String NOTICES_PATH = "mirror/v1/notices.jsonl";
    private static final int LARGEST_MANIFEST = 64 << 20;

    /** The protocol limits a file of records to 1 MiB and 8 KiB for each record. */
    private static final long LARGEST_FILE = 1 << 20;

    private static final long LARGEST_RECORD = 8 << 10;

    private static final String SUBSCRIPTION = "subscription Mirror { releasePublished { sequence } }";
    private static final Duration RECONNECT_FIRST = Duration.ofSeconds(1);
    private static final Duration RECONNECT_LAST = Duration.ofMinutes(1);

    /** An origin sends a comment every 15 seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final URI base;
    private final HttpClient announcements;
    private final OriginClient client;
    private final String dataset;
    private final Optional<VerifyingKey> trusted;
    private final OriginStateStore.Writer states;
    private Optional<Believed> last = Optional.empty();
    private Optional<Believed> kept = Optional.empty();

    /**
     * The origin at the address that the settings name.
     *
     * @param dataset the name that its states must carry
     * @param states where the last applied state is kept
     */
    RemoteOrigin(MirrorSettings settings, String dataset, OriginStateStore.Writer states, Progress progress) {
        this.base = settings.base();
        this.announcements = settings.client().responseTimeout(SILENCE);
        this.client = new OriginClient(settings, progress);
        this.dataset = dataset;
        this.trusted = settings.trustedKey();
        this.states = states;
    }

    /** A valid state, the keys that came with it, and its entity tag. */
    private record Believed(
            SignedState state,
            Optional<KeyRing> ring,
            @Nullable String etag) {}

    @Override
    public OriginState state() {
        return originState(believed().state());
    }

    @Override
    public Optional<OriginState> keptState() {
        return states.held(base.toString()).map(held -> originState(held.state()));
    }

    private static OriginState originState(SignedState state) {
        SignedState.Content content = state.content();
        return new OriginState(
                new Pointer(content.newest().link(), content.notices()),
                content.term().expiresAt(),
                content.nextSchemaVersion(),
                new String(state.bytes(), StandardCharsets.UTF_8).strip());
    }

    /** Reads the state as it is now. When it is invalid, that fails and the state before stays. */
    private Believed believed() {
        String etag = last.map(Believed::etag).orElse(null);
        last = client.unless(etag, STATE_PATH, SignedState.LARGEST)
                .map(file -> believe(bytes(file.bytes()), file.etag()))
                .or(() -> last);
        return last.orElseThrow();
    }

    private Believed believe(byte[] bytes, @Nullable String etag) {
        String where = client.at(STATE_PATH);
        SignedState state = SignedState.read(bytes, where);
        String named = state.content().dataset();
        if (!named.equals(dataset)) {
            throw new OriginRefused("%s: dataset: %s (expected: %s)".formatted(where, named, dataset));
        }
        if (state.seal() == null && trusted.isEmpty()) {
            return new Believed(state, Optional.empty(), etag);
        }
        KeyRing ring = KeyRing.read(bytes(client.get(KEYS_PATH, KeyRing.LARGEST)), client.at(KEYS_PATH));
        trusted.ifPresent(key -> checkSignature(key, state, ring, where));
        return new Believed(state, Optional.of(ring), etag);
    }

    /**
     * Fails unless the state is signed by the key, or by one that it vouches for and that none has replaced.
     *
     * @param key the one that the operator trusts
     * @param ring the keys that the origin names
     * @param where names the state in failures
     */
    private void checkSignature(VerifyingKey key, SignedState state, KeyRing ring, String where) {
        VerifyingKey anchor = states.held(base.toString())
                .flatMap(before -> successor(key, before))
                .orElse(key);
        SignedState.Seal seal = state.seal();
        if (seal == null) {
            throw new OriginRefused(
                    "%s: nobody signed it (expected: a signature of key %s)".formatted(where, key.keyId()));
        }
        List<VerifyingKey> signers = ring.trusted(anchor);
        VerifyingKey signer = signer(signers, seal).orElseThrow(() -> {
            List<String> ids = signers.stream().map(VerifyingKey::keyId).toList();
            return new OriginRefused("%s: signed by key %s (expected: one of %s)".formatted(where, seal.keyId(), ids));
        });
        if (!state.signedBy(signer)) {
            throw new OriginRefused("%s: the signature is not that of key %s over this state (expected: one that is)"
                    .formatted(where, seal.keyId()));
        }
    }

    /** Returns the key that signed a state, if the trusted key vouches for it. Older keys may have been stolen and are not trusted. */
    private static Optional<VerifyingKey> successor(VerifyingKey key, OriginStateStore.Writer.Held before) {
        SignedState.Seal seal = before.state().seal();
        return seal == null ? Optional.empty() : before.ring().flatMap(ring -> signer(ring.trusted(key), seal));
    }

    private static Optional<VerifyingKey> signer(List<VerifyingKey> keys, SignedState.Seal seal) {
        return keys.stream().filter(key -> key.keyId().equals(seal.keyId())).findFirst();
    }

    @Override
    public Notices notices(Notices.Extent extent) {
        return extent.count() == 0
                ? Notices.NONE
                : Notices.read(bytes(client.get(NOTICES_PATH, extent.bytes())), extent, client.at(NOTICES_PATH));
    }

    /** Returns all notices, also those that the state does not name; the caller verifies them. */
    @Override
    public Notices notices() {
        return client.find(NOTICES_PATH, LARGEST_MANIFEST)
                .map(file -> Notices.read(bytes(file), NOTICES_PATH))
                .orElse(Notices.NONE);
    }

    @Override
    public byte[] deltaRange(String version, String file, long from, long to) {
        return client.range(ReleaseFiles.file(version, file), from, to - 1);
    }

    @Override
    public void stateApplied() {
        // A repair may have deleted a damaged state.
        if (!kept.equals(last) || states.held(base.toString()).isEmpty()) {
            last.ifPresent(believed -> states.keep(base.toString(), believed.state(), believed.ring()));
            kept = last;
        }
    }

    @Override
    public boolean signed() {
        return trusted.isPresent();
    }

    /**
     * Subscribes to the origin's announcements of releases. Calls {@code look} at each of them, when listening begins, since
     * some may have been missed, and when the connection is lost. Connects again until it is disposed.
     */
    Disposable listen(Runnable look) {
        AtomicBoolean listening = new AtomicBoolean();
        return announcements()
                .doOnNext(event -> {
                    listening.set(true);
                    look.run();
                })
                .doOnError(lost -> {
                    LOG.debug("{} announces nothing now", base, lost);
                    if (listening.getAndSet(false)) {
                        look.run();
                    }
                })
                .retryWhen(Retry.backoff(Long.MAX_VALUE, RECONNECT_FIRST)
                        .maxBackoff(RECONNECT_LAST)
                        .transientErrors(true))
                .repeatWhen(ends -> ends.delayElements(RECONNECT_FIRST))
                .subscribe();
    }

    private Flux<String> announcements() {
        return announcements
                .headers(headers -> headers.set(HttpHeaderNames.ACCEPT, "text/event-stream"))
                .get()
                .uri(base.resolve("graphql?query=" + URLEncoder.encode(SUBSCRIPTION, StandardCharsets.UTF_8)))
                .response((head, body) -> isStream(head)
                        ? Flux.concat(Flux.just("listening"), body.asString().filter(text -> text.contains("data:")))
                        : Flux.error(new IllegalStateException("status " + head.status())));
    }

    private static boolean isStream(HttpClientResponse head) {
        String type = head.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        return head.status().code() == 200 && type.startsWith("text/event-stream");
    }

    @Override
    public byte[] read(String path) {
        return bytes(client.get(path, LARGEST_MANIFEST));
    }

    @Override
    public Optional<MemorySegment> find(String path, long bytes) {
        return client.find(path, bytes);
    }

    @Override
    public Lines full(Manifest release, TableRoot table) {
        String path = ReleaseFiles.file(release.version(), "full/%s.jsonl".formatted(table.type()));
        return Lines.of(client.get(path, LARGEST_FILE + LARGEST_RECORD * table.rows()), path);
    }

    private static byte[] bytes(MemorySegment file) {
        return file.toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public Optional<String> address() {
        return Optional.of(base.toString());
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
