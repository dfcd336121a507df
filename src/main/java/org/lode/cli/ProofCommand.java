package org.lode.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.author.ReleaseArchive.Release;
import org.lode.model.Failure.BadInput;
import org.lode.release.InclusionProof;
import org.lode.release.MerkleTree.ProofStep;
import org.lode.release.RecordKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the inclusion proof of a record: the hashes that lead from it to the root of a release. */
@Command(name = "proof", description = "Prove one record of a release, from files alone.")
final class ProofCommand extends JsonCommand {
    @Mixin
    private Commands.ReleasesOption dataset = new Commands.ReleasesOption();

    @Parameters(paramLabel = "ID", description = "The id of the record, like project:lofdal.")
    private String id = "";

    @Option(names = "--type", description = "The type of the record, like Project; needed where several have the id.")
    private @Nullable String type;

    @Option(names = "--at", paramLabel = "VERSION", description = "The release; the newest when not given.")
    private @Nullable String version;

    @Override
    public Integer call() {
        Release release = dataset.read().at(version);
        InclusionProof proof = release.proof(key(release)).orElseThrow();
        line("%s in release %s (%d)".formatted(proof.key(), proof.version(), proof.sequence()));
        line("body   " + proof.body());
        line("leaf   " + proof.leaf());
        line("bucket " + proof.bucket() + joined(proof.steps()));
        line("table  " + proof.tableRoot());
        line("line   " + proof.tableLine() + joined(proof.tableSteps()));
        line("root   " + proof.root());
        return done(object().put("body", proof.body())
                .put("bucket", proof.bucket())
                .put("id", proof.recordId())
                .put("leaf", proof.leaf())
                .put("root", proof.root())
                .put("table", proof.tableLine())
                .put("tableRoot", proof.tableRoot())
                .put("type", proof.key().type())
                .putPOJO("release", release(release.manifest()))
                .putPOJO("steps", proof.steps())
                .putPOJO("tableSteps", proof.tableSteps()));
    }

    private RecordKey key(Release release) {
        List<RecordKey> found = release.named(id).stream()
                .filter(key -> type == null || key.type().equals(type))
                .toList();
        if (found.isEmpty()) {
            String ofType = type == null ? "" : " of type " + type;
            String expected = "the id of a record%s of release %s"
                    .formatted(ofType, release.manifest().version());
            throw new BadInput("ID", id, expected);
        }
        if (found.size() > 1) {
            List<String> types = found.stream().map(RecordKey::type).toList();
            throw new BadInput("--type", null, "one of " + String.join(", ", types));
        }
        return found.getFirst();
    }

    private static String joined(List<ProofStep> steps) {
        return steps.stream()
                .map(step -> "%n  %-5s %s".formatted(step.side(), step.hash()))
                .collect(Collectors.joining());
    }
}
