package org.lode.export;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lode.release.Release;
import org.lode.release.ReleaseStore;
import org.lode.release.Releases;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds the files of releases by their names. */
@Component
final class ReleaseShelf {
    private static final String MANIFEST = "manifest.json";
    private static final Pattern DELTA = Pattern.compile("delta(\\.r[1-9][0-9]{0,7})?\\.jsonl");
    private static final Pattern FULL = Pattern.compile("full/([^/]+)\\.jsonl");
    private static final Pattern BUCKET = Pattern.compile("bucket/([^/]+)/([^/]+)\\.jsonl");
    private static final String FILES =
            "manifest.json, delta.jsonl, SHA256SUMS, full/TYPE.jsonl or bucket/TYPE/00.jsonl to ff.jsonl";

    private final ReleaseStore releases;
    private final ManifestStore manifests;
    private final NoticeStore notices;
    private final Deltas deltas;
    private final Tables tables;
    private final Checksums checksums;

    ReleaseShelf(ReleaseStore releases, ManifestStore manifests, NoticeStore notices, Deltas deltas, Tables tables) {
        this.releases = releases;
        this.manifests = manifests;
        this.notices = notices;
        this.deltas = deltas;
        this.tables = tables;
        this.checksums = new Checksums(tables);
    }

    /** The file of this name that belongs to this release; fails when there is none. */
    Mono<OriginFile> file(String version, String name) {
        return releases.current()
                .map(known -> release(known, version))
                .flatMap(manifests::of)
                .flatMap(release -> file(release, name));
    }

    private static Release release(Releases known, String version) {
        return known.entries().stream()
                .map(Releases.Entry::release)
                .filter(release -> release.version().equals(version))
                .findFirst()
                .orElseThrow(() -> NoFile.missing("version", version, versions(known)));
    }

    private static String versions(Releases known) {
        return known.entries().isEmpty()
                ? "no release yet"
                : "one of %s to %s"
                        .formatted(
                                known.entries().getFirst().release().version(),
                                known.latest().version());
    }

    private Mono<OriginFile> file(StoredManifest release, String name) {
        if (name.equals(MANIFEST)) {
            return Mono.just(manifest(release));
        }
        if (name.equals(Checksums.FILE)) {
            return notices.read().flatMap(told -> checksums.file(release, told));
        }
        if (DELTA.matcher(name).matches()) {
            return notices.read().map(told -> deltas.file(release, told, name));
        }
        Matcher full = FULL.matcher(name);
        if (full.matches()) {
            return tables.full(release, full.group(1));
        }
        MatchResult bucket = BUCKET.matcher(name)
                .results()
                .filter(found -> found.group().equals(name))
                .findFirst()
                .orElseThrow(() -> NoFile.missing("file", name, FILES));
        return tables.bucket(release, bucket.group(1), bucket.group(2));
    }

    private static OriginFile manifest(StoredManifest release) {
        byte[] bytes = release.bytes();
        return OriginFile.lasting(
                MediaType.APPLICATION_JSON, release, release.sha256(), bytes.length, Flux.just(bytes));
    }
}
