package org.lode;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.failure.Failure;
import org.lode.publish.Report;
import org.lode.release.Manifest;
import org.lode.release.Published;
import org.lode.trust.KeyFiles;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the command line says. */
final class Wording {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Wording() {}

    /** One line for a failure: what it says, or what it is when it says nothing. */
    static String line(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.strip().replaceAll("\\s+", " ");
    }

    static int exitCode(Failure failure) {
        return switch (failure.code()) {
            case DATASET_DAMAGED -> 1;
            case INTERNAL, START_FAILED, TIMEOUT, UNAVAILABLE -> 3;
            case BAD_REQUEST,
                    BAD_USER_INPUT,
                    CURSOR_MISMATCH,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    PAYLOAD_TOO_LARGE,
                    PERSISTED_QUERY_NOT_FOUND,
                    QUERY_NOT_IN_SAFELIST,
                    QUERY_TOO_COSTLY,
                    QUERY_TOO_DEEP,
                    QUERY_TOO_LARGE,
                    RATE_LIMITED,
                    REDACTED,
                    RELEASE_NOT_FOUND,
                    UNSUPPORTED_MEDIA_TYPE -> 2;
        };
    }

    /** One line for a release that was proved. */
    static String holds(Published release) {
        return "%s holds, root %s"
                .formatted(release.manifest().version(), release.manifest().root());
    }

    /** What a proof of files found, as one JSON value; {@code problem} is the first thing that is wrong. */
    static String json(List<Published> held, @Nullable String problem) {
        ObjectNode json = JSON.createObjectNode().put("holds", problem == null);
        releases(json, held);
        return json.put("problem", problem).toString();
    }

    /** What a look at a database found, as one JSON value. */
    static String json(Report report) {
        ObjectNode json = JSON.createObjectNode().put("holds", report.holds());
        json.put("complete", report.complete()).put("repaired", report.repaired());
        releases(json, report.releases());
        ArrayNode damages = json.putArray("damages");
        report.damages()
                .forEach(damage -> damages.addObject()
                        .put("table", damage.table())
                        .put("row", damage.row())
                        .put("problem", damage.problem()));
        return json.toString();
    }

    private static void releases(ObjectNode json, List<Published> held) {
        ArrayNode releases = json.putArray("releases");
        held.forEach(release -> releases.addObject()
                .put("sequence", release.manifest().sequence())
                .put("version", release.manifest().version())
                .put("root", release.manifest().root()));
    }

    /** One line for a release that was made. */
    static String released(Manifest manifest) {
        int total = manifest.tables().stream().mapToInt(table -> table.rows()).sum();
        int changes =
                manifest.reasons().values().stream().mapToInt(Integer::intValue).sum();
        return "%s (%d): %d records, %d changes %s, root %s"
                .formatted(
                        manifest.version(), manifest.sequence(), total, changes, manifest.reasons(), manifest.root());
    }

    /** What is in which file of a key that was made. */
    static String made(KeyFiles made) {
        return """
                key %s
                %s  the private key: keep it to yourself (lode.mirror.signing-key)
                %s  the public key: give it to partners
                %s  the ring of keys: served to all, keep it beside the private key""".formatted(made.key().keyId(), made.file(), made.publicFile(), made.ringFile());
    }

    /** The same for programs. */
    static String json(KeyFiles made) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("keyId", made.key().keyId())
                .put("privateKey", made.file().toString())
                .put("publicKey", made.publicFile().toString())
                .put("keys", made.ringFile().toString())
                .toString();
    }
}
