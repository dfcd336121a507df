package org.lode.mirror;

import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.model.DatasetDamaged;
import org.lode.model.OriginRefused;
import org.lode.release.KeyRing;
import org.lode.release.Lines;
import org.lode.release.Manifest;
import org.lode.release.Notices;
import org.lode.release.ReleaseReader.Pointer;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.release.Roots.TableRoot;
import org.lode.release.SignedState;
import org.lode.store.Originals;
import reactor.netty.http.client.HttpClient;

/** Another Lode, or any server that has the files of one. */
final class Remote implements Origin {
    private static final String STATE_PATH = "mirror/v1/state.json";
    private static final String KEYS_PATH = "mirror/v1/keys.json";
    static final String NOTICES_PATH = "mirror/v1/notices.jsonl";
    private static final int LARGEST_MANIFEST = 64 << 20;

    /** What the protocol allows a file of records: so much, and so much for each record. */
    private static final long LARGEST_FILE = 1 << 20;

    private static final long LARGEST_RECORD = 8 << 10;

    private final URI base;
    private final HttpClient client;
    private final Fetch fetch;
    private final String dataset;
    private final Optional<Anchor> anchor;
    private final MirrorStateStore states;
    private Optional<Believed> last = Optional.empty();
    private Optional<Believed> kept = Optional.empty();

    /**
     * The origin at an address.
     *
     * @param base ends with a slash
     * @param client makes connections for announcements
     * @param dataset the name that its states must carry
     * @param anchor what its states must be signed with; empty when that does not matter
     * @param states where the last one in order is kept
     */
    Remote(URI base, HttpClient client, Fetch fetch, String dataset, Optional<Anchor> anchor, MirrorStateStore states) {
        this.base = base;
        this.client = client;
        this.fetch = fetch;
        this.dataset = dataset;
        this.anchor = anchor;
        this.states = states;
    }

    /** A state that is in order, the keys that came with it, and its entity tag. */
    private record Believed(
            SignedState state,
            Optional<KeyRing> ring,
            @Nullable String etag) {}

    @Override
    public Claim claim() {
        return claim(believed().state());
    }

    @Override
    public Optional<Claim> kept() {
        return states.held(base.toString()).map(held -> claim(held.state()));
    }

    private static Claim claim(SignedState state) {
        SignedState.Newest newest = state.newest();
        return new Claim(
                new Pointer(
                        newest.sequence(), newest.version(), newest.root(), newest.manifestSha256(), state.notices()),
                state.term().expiresAt(),
                state.nextSchemaVersion(),
                new String(state.bytes(), StandardCharsets.UTF_8).strip());
    }

    /** The state as it is now; fails when it is not in order, and the one before stays. */
    private Believed believed() {
        try (Spool spool = fetch.spool(STATE_PATH, SignedState.LARGEST)) {
            String etag = last.map(Believed::etag).orElse(null);
            Fetch.Reply reply = fetch.unless(STATE_PATH, etag, spool);
            if (reply.status() == 304 && last.isPresent()) {
                return last.get();
            }
            if (!reply.found()) {
                throw missing(STATE_PATH);
            }
            Believed believed = believe(spool.bytes(), reply.etag());
            last = Optional.of(believed);
            return believed;
        }
    }

    private Believed believe(byte[] bytes, @Nullable String etag) {
        String where = at(STATE_PATH);
        SignedState state = SignedState.read(bytes, where);
        if (!state.dataset().equals(dataset)) {
            throw new OriginRefused("%s: dataset: %s (expected: %s)".formatted(where, state.dataset(), dataset));
        }
        if (state.seal() == null && anchor.isEmpty()) {
            return new Believed(state, Optional.empty(), etag);
        }
        KeyRing ring = KeyRing.read(required(KEYS_PATH, KeyRing.LARGEST), at(KEYS_PATH));
        anchor.ifPresent(key -> key.check(state, ring, states.held(base.toString()), where));
        return new Believed(state, Optional.of(ring), etag);
    }

    @Override
    public Notices notices(Notices.Extent told) {
        return told.count() == 0
                ? Notices.NONE
                : Notices.read(required(NOTICES_PATH, told.bytes()), told, at(NOTICES_PATH));
    }

    @Override
    public Originals originals() {
        return new RemoteOriginals(fetch);
    }

    @Override
    public void settled() {
        // A repair may have taken away what was kept, when it was damaged.
        if (!kept.equals(last) || states.held(base.toString()).isEmpty()) {
            last.ifPresent(believed -> states.keep(base.toString(), believed.state(), believed.ring()));
            kept = last;
        }
    }

    @Override
    public boolean signed() {
        return anchor.isPresent();
    }

    Announcements announcements() {
        return new Announcements(base, client);
    }

    private String at(String path) {
        return base.resolve(path).toString();
    }

    @Override
    public byte[] read(String path) {
        return required(path, LARGEST_MANIFEST);
    }

    private byte[] required(String path, long limit) {
        try (Spool spool = fetch.get(path, limit).orElseThrow(() -> missing(path))) {
            return spool.bytes();
        }
    }

    private DatasetDamaged missing(String path) {
        return new DatasetDamaged("%s is missing (expected: a file)".formatted(at(path)));
    }

    @Override
    public Optional<MemorySegment> find(String path, long bytes) {
        return fetch.get(path, bytes).map(Remote::segment);
    }

    @Override
    public Lines full(Manifest release, TableRoot table) {
        String path = ReleaseFiles.file(release.version(), "full/%s.jsonl".formatted(table.type()));
        MemorySegment bytes =
                find(path, LARGEST_FILE + LARGEST_RECORD * table.rows()).orElseThrow(() -> missing(path));
        return Lines.of(bytes, path);
    }

    private static MemorySegment segment(Spool spool) {
        try (spool) {
            return spool.segment();
        }
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
