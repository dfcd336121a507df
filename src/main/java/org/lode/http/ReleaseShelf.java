package org.lode.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lode.files.Bindery;
import org.lode.files.Bundle;
import org.lode.files.BundleJson;
import org.lode.files.BundleShelf;
import org.lode.files.Checksums;
import org.lode.files.Deltas;
import org.lode.files.ExportFormat;
import org.lode.files.NoFile;
import org.lode.files.OriginFile;
import org.lode.files.ReleaseCitation;
import org.lode.files.ReleaseIndex;
import org.lode.files.Tables;
import org.lode.release.Notices;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.store.ManifestStore;
import org.lode.store.NoticeStore;
import org.lode.store.ReleaseStore;
import org.lode.store.StoredManifest;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Finds the files of releases by their names. */
@Component
public final class ReleaseShelf {
    public static final String MANIFEST = "manifest.json";
    private static final Pattern DELTA = Pattern.compile("delta(\\.r[1-9][0-9]{0,7})?\\.jsonl");
    private static final Pattern FULL = Pattern.compile("full/([^/]+)\\.jsonl");
    private static final Pattern BUCKET = Pattern.compile("bucket/([^/]+)/([^/]+)\\.jsonl");
    private static final Pattern DATA = Pattern.compile("data/([^/]+)\\.([^/.]+)");

    private final ReleaseStore releases;
    private final ManifestStore.Reader manifests;
    private final NoticeStore.Reader notices;
    private final Made made;
    private final Checksums checksums;

    ReleaseShelf(ReleaseStore releases, ManifestStore.Reader manifests, NoticeStore.Reader notices, Made made) {
        this.releases = releases;
        this.manifests = manifests;
        this.notices = notices;
        this.made = made;
        this.checksums = new Checksums(made.tables());
    }

    /** What makes files: while they are sent, or once. */
    @Component
    record Made(Deltas deltas, Tables tables, Bindery bindery, BundleShelf bundles, ReleasePages pages) {}

    /** The list of all releases: as a page, or in JSON. */
    Mono<OriginFile> all(Form form) {
        return releases.current()
                .map(known -> form.page() ? made.pages().all(known, form.up()) : json(ReleaseIndex.of(known)));
    }

    private static OriginFile json(ObjectNode index) {
        return OriginFile.changing(
                MediaType.APPLICATION_JSON, BundleJson.pretty(index).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * How lists are answered.
     *
     * @param page whether as a page, and not in JSON
     * @param up the way from the page to the address of the server
     */
    record Form(boolean page, String up) {}

    /** The file of this name that belongs to this release, or the list of its files without a name; fails when there is none. */
    Mono<OriginFile> file(String version, String name, Form form) {
        return releases.current()
                .flatMap(known -> manifests
                        .of(release(known, version))
                        .flatMap(release -> file(known, release, name, form)
                                .map(file -> known.withdrawn(release.sequence())
                                        .map(withdrawn -> file.with(withdrawn.headers()))
                                        .orElse(file))));
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

    private Mono<OriginFile> file(Releases known, StoredManifest release, String name, Form form) {
        if (name.equals(MANIFEST)) {
            return Mono.just(manifest(release));
        }
        if (name.isEmpty() || name.equals(Checksums.FILE)) {
            return Mono.zip(notices.read(), made.bundles().of(release))
                    .flatMap(now -> name.isEmpty()
                            ? index(known, release, now.getT1(), now.getT2(), form)
                            : checksums.file(release, now.getT1(), now.getT2()));
        }
        if (DELTA.matcher(name).matches()) {
            return notices.read().map(told -> made.deltas().file(release, told, name));
        }
        Matcher full = FULL.matcher(name);
        if (full.matches()) {
            return made.tables().full(release, full.group(1));
        }
        Matcher bucket = BUCKET.matcher(name);
        return bucket.matches()
                ? made.tables().bucket(release, bucket.group(1), bucket.group(2))
                : bundled(release, name);
    }

    private Mono<OriginFile> index(Releases known, StoredManifest release, Notices told, Bundle bundle, Form form) {
        ReleaseCitation citation = made.bindery().citation(release, Bindery.told(release, told, known.allVersions()));
        return checksums
                .all(release, told, bundle)
                .map(files -> form.page()
                        ? made.pages().of(citation, files, form.up())
                        : json(ReleaseIndex.of(citation, files, made.pages().uses())));
    }

    /** A file that is made once; nothing is made for a name that there is not. */
    private Mono<OriginFile> bundled(StoredManifest release, String name) {
        List<String> names = made.bindery().names(release.version());
        if (!names.contains(name)) {
            throw missing(release, name, names);
        }
        return made.bundles()
                .of(release)
                .map(bundle -> bundle.served(bundle.find(name).orElseThrow(), release));
    }

    private NoFile missing(StoredManifest release, String name, List<String> names) {
        Matcher data = DATA.matcher(name);
        if (data.matches() && ExportFormat.of(data.group(2)).isPresent()) {
            return NoFile.missing(
                    "table", data.group(1), "one of " + made.bindery().tables());
        }
        if (data.matches()) {
            return NoFile.missing("format", data.group(2), ExportFormat.endings());
        }
        String others = names.stream()
                .filter(each -> !DATA.matcher(each).matches() && !each.startsWith("flat/"))
                .collect(Collectors.joining(", "));
        return NoFile.missing(
                "file",
                name,
                "manifest.json, delta.jsonl, SHA256SUMS, full/TYPE.jsonl, bucket/TYPE/00.jsonl to ff.jsonl, data/TABLE.FORMAT, flat/TABLE.csv, %s; /releases/%s/ lists all"
                        .formatted(others, release.version()));
    }

    private static OriginFile manifest(StoredManifest release) {
        byte[] bytes = release.bytes();
        return OriginFile.lasting(
                MediaType.APPLICATION_JSON, release, release.sha256(), bytes.length, Flux.just(bytes));
    }
}
