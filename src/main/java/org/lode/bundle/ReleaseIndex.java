package org.lode.bundle;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.release.Manifest;
import org.lode.release.Notice;
import org.lode.release.Notices;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What there is below a release, and whether it may still be used: the answer at its own address. */
final class ReleaseIndex {
    private ReleaseIndex() {}

    static ObjectNode of(ReleaseCitation citation, Notices told, List<BundleFile> files) {
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
        index.set("withdrawn", withdrawn(told.withdrawal(manifest.sequence())));
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

    private static @Nullable ObjectNode withdrawn(Optional<Notice.Withdrawal> notice) {
        return notice.map(withdrawal -> BundleJson.object()
                        .put("at", withdrawal.at().toString())
                        .put("reason", withdrawal.reason())
                        .put("supersededBySequence", withdrawal.supersededBy()))
                .orElse(null);
    }
}
