package org.lode.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lode.files.Bundle;
import org.lode.files.BundleBuilder;
import org.lode.files.BundleCache;
import org.lode.files.BundleFolder;
import org.lode.files.Description;
import org.lode.files.Export;
import org.lode.files.PrettyJson;
import org.lode.files.ReleaseDescription;
import org.lode.files.ReleaseFiles;
import org.lode.files.ReleaseIndex;
import org.lode.files.ServedFile;
import org.lode.files.ServedFile.FileException;
import org.lode.mirror.SignedStateSource;
import org.lode.release.Notices;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.store.Database.DatabaseSettings;
import org.lode.store.ManifestStore;
import org.lode.store.ManifestStore.StoredManifest;
import org.lode.store.NoticeStore;
import org.lode.store.ReleaseStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Serves the files of releases below {@code /releases}, and the lists of them: pages for browsers, else JSON. */
@Configuration(proxyBeanMethods = false)
record ReleaseRoutes(
        ReleaseStore releases,
        ManifestStore.Reader manifests,
        NoticeStore.Reader notices,
        ReleaseFiles files,
        BundleBuilder builder,
        BundleCache bundles,
        ReleasePages pages) {
    private static final String ALL = "/releases";
    private static final Pattern DELTA = Pattern.compile("delta(\\.r[1-9][0-9]{0,7})?\\.jsonl");
    private static final Pattern FULL = Pattern.compile("full/([^/]+)\\.jsonl");
    private static final Pattern BUCKET = Pattern.compile("bucket/([^/]+)/([^/]+)\\.jsonl");
    private static final Pattern DATA = Pattern.compile("data/([^/]+)\\.([^/.]+)");

    @Bean
    static Description writtenDescription() {
        return Description.bundled();
    }

    @Bean
    static BundleFolder bundleFolder(DatabaseSettings settings) {
        return new BundleFolder(settings.folder().resolve("bundles"));
    }

    @Bean
    RouterFunction<ServerResponse> filesOfReleases() {
        return FileRoutes.files(ALL, this::all)
                .and(FileRoutes.files(ALL + "/", this::all))
                .and(FileRoutes.files(ALL + "/{version}/{*file}", request -> {
                    String name = request.pathVariable("file").replaceFirst("^/", "");
                    Mono<ServedFile> file = file(request, request.pathVariable("version"), name);
                    return name.isEmpty() ? list(request, file) : file;
                }));
    }

    private Mono<ServedFile> all(ServerRequest request) {
        boolean page = ReleasePages.isWanted(request);
        String up = ReleasePages.up(request);
        return list(
                request, releases.current().map(known -> page ? pages.all(known, up) : json(ReleaseIndex.of(known))));
    }

    /** Sets the headers of a list, which depends on {@code Accept}. */
    private static Mono<ServedFile> list(ServerRequest request, Mono<ServedFile> list) {
        return list.doOnNext(file -> {
            HttpHeaders headers = request.exchange().getResponse().getHeaders();
            headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
            if (MediaType.TEXT_HTML.equalsTypeAndSubtype(file.type())) {
                SecurityHeaders.setPage(headers, false);
            }
        });
    }

    private static ServedFile json(ObjectNode index) {
        return ServedFile.changing(
                MediaType.APPLICATION_JSON, PrettyJson.pretty(index).getBytes(StandardCharsets.UTF_8));
    }

    /** Finds a file of a release by its name; the empty name is that of the list of its files. */
    private Mono<ServedFile> file(ServerRequest request, String version, String name) {
        return releases.current()
                .flatMap(known -> manifests
                        .of(release(known, version))
                        .flatMap(release -> file(request, known, release, name)
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
        List<Releases.Entry> all = known.entries();
        return all.isEmpty()
                ? "no release yet"
                : "one of %s to %s"
                        .formatted(
                                all.getFirst().release().version(),
                                known.latest().version());
    }

    private Mono<ServedFile> file(ServerRequest request, Releases known, StoredManifest release, String name) {
        if (name.equals(ReleaseFiles.MANIFEST)) {
            return Mono.just(ReleaseFiles.manifest(release));
        }
        if (name.isEmpty() || name.equals(ReleaseFiles.SUMS)) {
            return Mono.zip(notices.read(), bundles.of(release))
                    .flatMap(now -> name.isEmpty()
                            ? index(request, known, release, now.getT1(), now.getT2())
                            : files.sums(release, now.getT1(), now.getT2()));
        }
        if (DELTA.matcher(name).matches()) {
            return notices.read().map(all -> files.delta(release, all, name));
        }
        Matcher full = FULL.matcher(name);
        if (full.matches()) {
            return files.full(release, full.group(1));
        }
        Matcher bucket = BUCKET.matcher(name);
        return bucket.matches() ? files.bucket(release, bucket.group(1), bucket.group(2)) : bundled(release, name);
    }

    private Mono<ServedFile> index(
            ServerRequest request, Releases known, StoredManifest release, Notices notices, Bundle bundle) {
        ReleaseDescription described = builder.describe(release, notices, known.allVersions());
        return files.all(release, notices, bundle)
                .map(all -> ReleasePages.isWanted(request)
                        ? pages.of(described, all, ReleasePages.up(request))
                        : json(pages.index().of(described, all)));
    }

    /** Finds a file of the bundle, which is made at its first request, but not for an unknown name. */
    private Mono<ServedFile> bundled(StoredManifest release, String name) {
        List<String> names = builder.names(release.version());
        if (!names.contains(name)) {
            throw missing(release, name, names);
        }
        return bundles.of(release).map(bundle -> bundle.served(bundle.find(name).orElseThrow(), release));
    }

    private FileException missing(StoredManifest release, String name, List<String> names) {
        Matcher data = DATA.matcher(name);
        if (data.matches() && Export.Format.of(data.group(2)).isPresent()) {
            return FileException.missing("table", data.group(1), "one of " + builder.tables());
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

    /** Serves the files below {@code /mirror/v1} that mirrors poll: the signed state, the keys and the notices. */
    @Bean
    static RouterFunction<ServerResponse> filesForMirrors(SignedStateSource states, NoticeStore.Reader notices) {
        return FileRoutes.files(
                "/mirror/v1/{file}", request -> mirrorFile(request.pathVariable("file"), states, notices));
    }

    private static Mono<ServedFile> mirrorFile(String name, SignedStateSource states, NoticeStore.Reader notices) {
        return switch (name) {
            case "state.json" -> states.state().map(bytes -> ServedFile.changing(MediaType.APPLICATION_JSON, bytes));
            case "keys.json" ->
                states.keys()
                        .switchIfEmpty(Mono.error(() ->
                                FileException.missing("file", name, "state.json or notices.jsonl: nobody signs here")))
                        .map(bytes -> ServedFile.changing(MediaType.APPLICATION_JSON, bytes));
            case "notices.jsonl" -> notices.read().map(all -> ServedFile.changing(ServedFile.LINES, all.bytes()));
            default -> throw FileException.missing("file", name, "state.json, keys.json or notices.jsonl");
        };
    }
}
