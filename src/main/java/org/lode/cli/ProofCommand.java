package org.lode.cli;

import java.util.List;
import java.util.concurrent.Callable;
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
import tools.jackson.databind.node.ObjectNode;

/** Prints the inclusion proof of a record: the hashes that lead from it to the root of a release. */
@Command(name = "proof", description = "Prove one record of a release, from files alone.")
final class ProofCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

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
        output.lines(lines(proof));
        return output.done(json(proof, release));
    }

    private RecordKey key(Release release) {
        List<RecordKey> found = release.named(id).stream()
                .filter(key -> type == null || key.type().equals(type))
                .toList();
        if (found.isEmpty()) {
            throw new BadInput(
                    "ID",
                    id,
                    "the id of a record%s of release %s"
                            .formatted(
                                    type == null ? "" : " of type " + type,
                                    release.manifest().version()));
        }
        if (found.size() > 1) {
            List<String> types = found.stream().map(RecordKey::type).toList();
            throw new BadInput("--type", null, "one of " + String.join(", ", types));
        }
        return found.getFirst();
    }

    private static ObjectNode json(InclusionProof proof, Release release) {
        ObjectNode json = Output.object();
        json.put("body", proof.body()).put("bucket", proof.bucket()).put("id", proof.recordId());
        json.put("leaf", proof.leaf()).put("root", proof.root()).put("table", proof.tableLine());
        json.put("tableRoot", proof.tableRoot()).put("type", proof.key().type());
        json.set("release", Output.release(release.manifest()));
        json.set("steps", Output.tree(proof.steps()));
        json.set("tableSteps", Output.tree(proof.tableSteps()));
        return json;
    }

    private static List<String> lines(InclusionProof proof) {
        return List.of(
                "%s in release %s (%d)".formatted(proof.key(), proof.version(), proof.sequence()),
                "body   " + proof.body(),
                "leaf   " + proof.leaf(),
                "bucket " + proof.bucket() + joined(proof.steps()),
                "table  " + proof.tableRoot(),
                "line   " + proof.tableLine() + joined(proof.tableSteps()),
                "root   " + proof.root());
    }

    private static String joined(List<ProofStep> steps) {
        StringBuilder lines = new StringBuilder();
        steps.forEach(step -> lines.append("%n  %-5s %s".formatted(step.side(), step.hash())));
        return lines.toString();
    }
}
