package org.lode.bundle;

import java.util.List;
import org.lode.release.Manifest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What there is below a release, and whether it may still be used: the answer at its own address. */
final class ReleaseIndex {
    private ReleaseIndex() {}

    static ObjectNode of(ReleaseCitation citation, List<BundleFile> files) {
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
                    .put("mediaType", file.mediaType());
        }
        return index;
    }
}
