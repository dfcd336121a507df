package org.lode.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lode.files.Bundle;
import org.lode.files.BundleBuilder;
import org.lode.files.BundleCache;
import org.lode.files.Export;
import org.lode.files.FileException;
import org.lode.files.PrettyJson;
import org.lode.files.ReleaseDescription;
import org.lode.files.ReleaseFiles;
import org.lode.files.ReleaseIndex;
import org.lode.files.ServedFile;
import org.lode.release.Notices;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.store.ManifestReadStore;
import org.lode.store.NoticeReadStore;
import org.lode.store.ReleaseStore;
import org.lode.store.StoredManifest;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Finds the files of releases by their names. */
@Component
public final class ReleaseShelf {
    private static final Pattern DELTA = Pattern.compile("delta(\\.r[1-9][0-9]{0,7})?\\.jsonl");
    private static final Pattern FULL = Pattern.compile("full/([^/]+)\\.jsonl");
    private static final Pattern BUCKET = Pattern.compile("bucket/([^/]+)/([^/]+)\\.jsonl");
    private static final Pattern DATA = Pattern.compile("data/([^/]+)\\.([^/.]+)");

    private final ReleaseStore releases;
    private final ManifestReadStore manifests;
    private final NoticeReadStore notices;
    private final Made made;

    ReleaseShelf(ReleaseStore releases, ManifestReadStore manifests, NoticeReadStore notices, Made made) {
        this.releases = releases;
        this.manifests = manifests;
        this.notices = notices;
        this.made = made;
    }

    /** What makes files: while they are sent, or once. */
    @Component
    record Made(ReleaseFiles files, BundleBuilder builder, BundleCache bundles, ReleasePages pages) {}

    /** The list of all releases: as a page, or in JSON. */
    Mono<ServedFile> all(Form form) {
        return releases.current()
                .map(known -> form.page() ? made.pages().all(known, form.up()) : json(ReleaseIndex.of(known)));
    }

    private static ServedFile json(ObjectNode index) {
        return ServedFile.changing(
                MediaType.APPLICATION_JSON, PrettyJson.pretty(index).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * How lists are answered.
     *
     * @param page whether as a page, and not in JSON
     * @param up the way from the page to the address of the server
     */
    record Form(boolean page, String up) {}

    /** The file of this name that belongs to this release, or the list of its files without a name; fails when there is none. */
    Mono<ServedFile> file(String version, String name, Form form) {
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
                .orElseThrow(() -> FileException.missing("version", version, versions(known)));
    }

    private static String versions(Releases known) {
        return known.entries().isEmpty()
                ? "no release yet"
                : "one of %s to %s"
                        .formatted(
                                known.entries().getFirst().release().version(),
                                known.latest().version());
    }

    private Mono<ServedFile> file(Releases known, StoredManifest release, String name, Form form) {
        if (name.equals(ReleaseFiles.MANIFEST)) {
            return Mono.just(ReleaseFiles.manifest(release));
        }
        if (name.isEmpty() || name.equals(ReleaseFiles.SUMS)) {
            return Mono.zip(notices.read(), made.bundles().of(release))
                    .flatMap(now -> name.isEmpty()
                            ? index(known, release, now.getT1(), now.getT2(), form)
                            : made.files().sums(release, now.getT1(), now.getT2()));
        }
        if (DELTA.matcher(name).matches()) {
            return notices.read().map(told -> made.files().delta(release, told, name));
        }
        Matcher full = FULL.matcher(name);
        if (full.matches()) {
            return made.files().full(release, full.group(1));
        }
        Matcher bucket = BUCKET.matcher(name);
        return bucket.matches()
                ? made.files().bucket(release, bucket.group(1), bucket.group(2))
                : bundled(release, name);
    }

    private Mono<ServedFile> index(Releases known, StoredManifest release, Notices told, Bundle bundle, Form form) {
        ReleaseDescription described = made.builder().describe(release, told, known.allVersions());
        return made.files()
                .all(release, told, bundle)
                .map(files -> form.page()
                        ? made.pages().of(described, files, form.up())
                        : json(made.pages().index().of(described, files)));
    }

    /** A file that is made once; nothing is made for a name that there is not. */
    private Mono<ServedFile> bundled(StoredManifest release, String name) {
        List<String> names = made.builder().names(release.version());
        if (!names.contains(name)) {
            throw missing(release, name, names);
        }
        return made.bundles()
                .of(release)
                .map(bundle -> bundle.served(bundle.find(name).orElseThrow(), release));
    }

    private FileException missing(StoredManifest release, String name, List<String> names) {
        Matcher data = DATA.matcher(name);
        if (data.matches() && Export.Format.of(data.group(2)).isPresent()) {
            return FileException.missing(
                    "table", data.group(1), "one of " + made.builder().tables());
        }
        if (data.matches()) {
            return FileException.missing("format", data.group(2), Export.Format.endings());
        }
        String others = names.stream()
                .filter(each -> !DATA.matcher(each).matches() && !each.startsWith("flat/"))
                .collect(Collectors.joining(", "));
        return FileException.missing(
                "file",
                name,
                "manifest.json, delta.jsonl, SHA256SUMS, full/TYPE.jsonl, bucket/TYPE/00.jsonl to ff.jsonl, data/TABLE.FORMAT, flat/TABLE.csv, %s; /releases/%s/ lists all"
                        .formatted(others, release.version()));
    }
}
