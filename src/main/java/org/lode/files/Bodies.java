package org.lode.files;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.CanonicalJson;
import org.lode.release.MerkleTree;
import org.lode.release.Roots.TableRoot;
import org.lode.store.BodyStore;
import reactor.core.publisher.Flux;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Records as lines, and the hash of their table as it grows with them. */
final class Bodies {
    private final SortedMap<String, MerkleTree> buckets = new TreeMap<>();

    private Bodies() {}

    /** The lines of these records, which fail after the last but one unless all of them give the hash of their table. */
    static Flux<String> lines(Flux<BodyStore.Body> bodies, TableRoot expected) {
        return Flux.defer(() -> {
            Bodies proof = new Bodies();
            Flux<String> lines = bodies.map(proof::line);
            return lines.concatWith(Flux.defer(() -> proof.end(expected)));
        });
    }

    private String line(BodyStore.Body body) {
        buckets.computeIfAbsent(TableRoot.name(body.bucket()), name -> new MerkleTree())
                .add(Sha256.bytes(body.hash()));
        return body.body() == null ? redacted(body) : body.body();
    }

    private static String redacted(BodyStore.Body body) {
        return redacted(body.key().type(), body.key().id(), body.hash());
    }

    private static String redacted(String type, String id, String leaf) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putObject("redacted").put("type", type).put("id", id).put("leaf", leaf);
        return CanonicalJson.write(node);
    }

    /** Bytes of the lines of a part. */
    static long bytes(String type, BodyStore.Extent extent) {
        int each = redacted(type, "", "0".repeat(64)).getBytes(StandardCharsets.UTF_8).length + 1;
        return extent.bytes() + extent.redacted() * each + extent.redactedIds();
    }

    private Flux<String> end(TableRoot expected) {
        SortedMap<String, String> hashes = new TreeMap<>();
        long rows = 0;
        for (Map.Entry<String, MerkleTree> bucket : buckets.entrySet()) {
            hashes.put(bucket.getKey(), Sha256.hex(bucket.getValue().hash()));
            rows += bucket.getValue().count();
        }
        if (!hashes.equals(expected.buckets())) {
            return Flux.error(
                    new DatasetDamaged("%s in the database: %d records that give another hash (expected: %d, root %s)"
                            .formatted(expected.type(), rows, expected.rows(), expected.root())));
        }
        return Flux.empty();
    }
}
