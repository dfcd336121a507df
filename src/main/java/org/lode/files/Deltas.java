package org.lode.files;

import org.lode.release.Delta;
import org.lode.release.DeltaWriter;
import org.lode.release.Manifest;
import org.lode.release.Notices;
import org.lode.store.Chunks;
import org.lode.store.DeltaStore;
import org.lode.store.StoredManifest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The deltas of releases, written again line by line from what each changed. */
@Component
public final class Deltas {
    private final DeltaStore store;

    Deltas(DeltaStore store) {
        this.store = store;
    }

    /** The name, size and hash of a release's delta, without what was redacted since; fails when there is none. */
    public static Manifest.Content proved(StoredManifest release, Notices notices) {
        if (release.derived()) {
            throw NoFile.missing(
                    "file",
                    Manifest.DELTA,
                    "the full files: the changes of " + release.version() + " are known by them alone");
        }
        return notices.delta(release.sequence())
                .or(release.manifest()::delta)
                .orElseThrow(() -> NoFile.missing("file", Manifest.DELTA, "the full files of " + release.version()));
    }

    /** The delta of this name; fails when there is none, or a redaction took it away. */
    public OriginFile file(StoredManifest release, Notices notices, String name) {
        Manifest.Content proved = proved(release, notices);
        if (!name.equals(proved.path())) {
            throw isEarlier(name, proved.path())
                    ? NoFile.gone(name, proved.path() + ", without what was redacted")
                    : NoFile.missing("file", name, proved.path());
        }
        Flux<byte[]> content = HeldTo.hash(
                Chunks.bytes(lines(release.manifest())),
                release.version() + "/" + name,
                proved.bytes(),
                proved.sha256());
        return OriginFile.lasting(OriginFile.LINES, release, proved.sha256(), proved.bytes(), content);
    }

    private static boolean isEarlier(String name, String current) {
        return number(name) < number(current);
    }

    /** The redaction in the name of a file; 0 for the delta as it was published. */
    private static int number(String name) {
        String digits = name.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    private Flux<String> lines(Manifest manifest) {
        return Flux.defer(() -> {
            DeltaWriter writer = new DeltaWriter();
            return Flux.concat(
                    Mono.fromSupplier(() -> header(manifest)),
                    store.ops(manifest.sequence())
                            .map(each -> each.redacted() ? writer.redacted(each.op()) : writer.op(each.op())),
                    Mono.fromSupplier(writer::footer));
        });
    }

    /** Each change has one reason, so that the reasons tell how many there are. */
    private static String header(Manifest manifest) {
        int ops =
                manifest.reasons().values().stream().mapToInt(Integer::intValue).sum();
        return DeltaWriter.header(Delta.of(manifest), ops);
    }
}
