package org.lode.files;

import java.util.List;
import org.lode.release.Manifest;
import org.lode.release.Release;
import org.lode.release.Releases;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What there is below a release, or of releases, and whether each may still be used: the answers at their own addresses. */
public final class ReleaseIndex {
    private ReleaseIndex() {}

    /** All releases, the newest first. */
    public static ObjectNode of(Releases known) {
        ObjectNode index = BundleJson.object();
        ArrayNode list = index.putArray("releases");
        for (Releases.Entry entry : known.entries().reversed()) {
            Release release = entry.release();
            list.addObject()
                    .put("version", release.version())
                    .put("sequence", release.sequence())
                    .put("root", release.root())
                    .put("publishedAt", release.publishedAt().toString())
                    .put("notes", release.notes())
                    .put("path", release.version() + "/")
                    .set(
                            "withdrawn",
                            BundleJson.withdrawn(new FileNotes.Told(
                                    release, known.withdrawn(release.sequence()).orElse(null))));
        }
        return index;
    }

    /** The files of a release. */
    public static ObjectNode of(ReleaseCitation citation, List<BundleFile> files, FileUse uses) {
        Manifest manifest = citation.release().manifest();
        Manifest.Previous previous = manifest.previous();
        ObjectNode index = BundleJson.object();
        index.put("version", manifest.version())
                .put("sequence", manifest.sequence())
                .put("root", manifest.root())
                .put("previous", previous == null ? null : previous.version())
                .put("publishedAt", manifest.publishedAt().toString())
                .put("schemaVersion", manifest.schemaVersion())
                .put("notes", manifest.notes())
                .put("citation", citation.text());
        index.set("withdrawn", BundleJson.withdrawn(citation.told()));
        index.put("sums", Checksums.FILE);
        index.put("buckets", "bucket/TYPE/00.jsonl to ff.jsonl");
        ArrayNode list = index.putArray("files");
        for (BundleFile file : files) {
            list.addObject()
                    .put("path", file.name())
                    .put("bytes", file.bytes())
                    .put("sha256", file.sha256())
                    .put("mediaType", file.mediaType())
                    .put("about", uses.of(file));
        }
        return index;
    }
}
