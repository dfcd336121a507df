package org.lode.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lode.files.Bindery;
import org.lode.files.Bundle;
import org.lode.files.BundleFolder;
import org.lode.files.BundleJson;
import org.lode.files.BundleShelf;
import org.lode.files.Checksums;
import org.lode.files.Deltas;
import org.lode.files.Description;
import org.lode.files.ExportFormat;
import org.lode.files.NoFile;
import org.lode.files.OriginFile;
import org.lode.files.ReleaseCitation;
import org.lode.files.ReleaseIndex;
import org.lode.files.Tables;
import org.lode.release.Manifest;
import org.lode.release.Notices;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.store.DatabaseSettings;
import org.lode.store.ManifestReadStore;
import org.lode.store.NoticeReadStore;
import org.lode.store.ReleaseStore;
import org.lode.store.StoredManifest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Serves the files of releases below {@code /releases}, and the lists of them: pages for browsers, else JSON. */
@Configuration(proxyBeanMethods = false)
class ReleaseRoutes {
    private static final String ALL = "/releases";
    private static final String RELEASES = ALL + "/{version}/{*file}";
    private static final Pattern DELTA = Pattern.compile("delta(\\.r[1-9][0-9]{0,7})?\\.jsonl");
    private static final Pattern FULL = Pattern.compile("full/([^/]+)\\.jsonl");
    private static final Pattern BUCKET = Pattern.compile("bucket/([^/]+)/([^/]+)\\.jsonl");
    private static final Pattern DATA = Pattern.compile("data/([^/]+)\\.([^/.]+)");

    private final ReleaseStore releases;
    private final ManifestReadStore manifests;
    private final NoticeReadStore notices;
    private final Deltas deltas;
    private final Tables tables;
    private final Bindery bindery;
    private final BundleShelf bundles;
    private final ReleasePages pages;
    private final Checksums checksums;

    ReleaseRoutes(
            ReleaseStore releases,
            ManifestReadStore manifests,
            NoticeReadStore notices,
            Deltas deltas,
            Tables tables,
            Bindery bindery,
            BundleShelf bundles,
            ReleasePages pages) {
        this.releases = releases;
        this.manifests = manifests;
        this.notices = notices;
        this.deltas = deltas;
        this.tables = tables;
        this.bindery = bindery;
        this.bundles = bundles;
        this.pages = pages;
        this.checksums = new Checksums(tables);
    }

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
                .and(FileRoutes.files(RELEASES, request -> {
                    String name = request.pathVariable("file").replaceFirst("^/", "");
                    Mono<OriginFile> file = file(request, request.pathVariable("version"), name);
                    return name.isEmpty() ? list(request, file) : file;
                }));
    }

    private Mono<OriginFile> all(ServerRequest request) {
        return list(
                request,
                releases.current()
                        .map(known -> ReleasePages.isWanted(request)
                                ? pages.all(known, ReleasePages.up(request))
                                : json(ReleaseIndex.of(known))));
    }

    /** Sets the headers of a list, which depends on {@code Accept}. */
    private static Mono<OriginFile> list(ServerRequest request, Mono<OriginFile> list) {
        return list.doOnNext(file -> {
            HttpHeaders headers = request.exchange().getResponse().getHeaders();
            headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
            if (MediaType.TEXT_HTML.equalsTypeAndSubtype(file.type())) {
                SecurityHeaders.setPage(headers, false);
            }
        });
    }

    private static OriginFile json(ObjectNode index) {
        return OriginFile.changing(
                MediaType.APPLICATION_JSON, BundleJson.pretty(index).getBytes(StandardCharsets.UTF_8));
    }

    /** Finds a file of a release by its name; the empty name is that of the list of its files. */
    private Mono<OriginFile> file(ServerRequest request, String version, String name) {
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

    private Mono<OriginFile> file(ServerRequest request, Releases known, StoredManifest release, String name) {
        if (name.equals(Manifest.FILE)) {
            return Mono.just(manifest(release));
        }
        if (name.isEmpty() || name.equals(Checksums.FILE)) {
            return Mono.zip(notices.read(), bundles.of(release))
                    .flatMap(now -> name.isEmpty()
                            ? index(request, known, release, now.getT1(), now.getT2())
                            : checksums.file(release, now.getT1(), now.getT2()));
        }
        if (DELTA.matcher(name).matches()) {
            return notices.read().map(told -> deltas.file(release, told, name));
        }
        Matcher full = FULL.matcher(name);
        if (full.matches()) {
            return tables.full(release, full.group(1));
        }
        Matcher bucket = BUCKET.matcher(name);
        return bucket.matches() ? tables.bucket(release, bucket.group(1), bucket.group(2)) : bundled(release, name);
    }

    private Mono<OriginFile> index(
            ServerRequest request, Releases known, StoredManifest release, Notices told, Bundle bundle) {
        ReleaseCitation citation = bindery.citation(release, Bindery.told(release, told, known.allVersions()));
        return checksums
                .all(release, told, bundle)
                .map(files -> ReleasePages.isWanted(request)
                        ? pages.of(citation, files, ReleasePages.up(request))
                        : json(ReleaseIndex.of(citation, files, pages.uses())));
    }

    /** Finds a file of the bundle, which is made at its first request, but not for an unknown name. */
    private Mono<OriginFile> bundled(StoredManifest release, String name) {
        List<String> names = bindery.names(release.version());
        if (!names.contains(name)) {
            throw missing(release, name, names);
        }
        return bundles.of(release).map(bundle -> bundle.served(bundle.find(name).orElseThrow(), release));
    }

    private NoFile missing(StoredManifest release, String name, List<String> names) {
        Matcher data = DATA.matcher(name);
        if (data.matches() && ExportFormat.of(data.group(2)).isPresent()) {
            return NoFile.missing("table", data.group(1), "one of " + bindery.tables());
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
