package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.publish.Author;
import org.lode.publish.Draft;
import org.lode.publish.SmallDataset;
import org.lode.release.RecordKey;
import org.lode.release.TableRoot;

/** A release goes from an origin to its mirror, and from there to another mirror. */
class ChainTests {
    private static final List<String> QUERIES = List.of(
            "{ release { sequence version root notes publishedAt counts { type total } reasons { reason count } } }",
            "{ releases(first: 500) { nodes { sequence version root manifestSha256 } } }",
            """
            { projects(first: 40, orderBy: [{field: NAME}]) {
                totalCount nodes { id name recordHash since { version } agency { name }
                    citations(first: 3) { nodes { asserted } } } } }""",
            "{ investments { totalCount aggregate { count usd { sum missing } } nodes { id } } }",
            "{ projects(at: {sequence: 1}) { totalCount nodes { id name notes } } }",
            "{ changes(sinceSequence: 1) { totalCount nodes { op id reasons note fields { path before after } } } }",
            "{ diff(from: {sequence: 1}, to: {sequence: 2}) { totalCount nodes { op id beforeHash afterHash } } }",
            "{ search(text: \"lynas\") { totalCount nodes { __typename } } }",
            "{ coverage { __typename } }",
            "{ proof(type: PROJECT, id: \"project:mount-weld\") { body leaf steps { side hash } table tableSteps { side hash } root } }");

    private static final List<String> FILES = List.of(
            "mirror/v1/state.json",
            "mirror/v1/keys.json",
            "releases/2026.1.2/manifest.json",
            "releases/2026.1.2/delta.jsonl",
            "releases/2026.1.1/full/Project.jsonl",
            "releases/2026.1.2/bucket/Project/%s.jsonl"
                    .formatted(TableRoot.name(new RecordKey("Project", "project:mount-weld").bucket())),
            "releases/2026.1.1/SHA256SUMS");

    @Test
    void aReleaseReachesTheMirrorOfTheMirror(@TempDir Path folder) throws Exception {
        SmallDataset dataset = SmallDataset.in(folder.resolve("dataset"));
        release(dataset, 1);
        try (MirrorChain chain = new MirrorChain(folder, dataset.folder(), 1)) {
            dataset.edit("projects.csv", "Rare earth mine.", "The rare earth mine.")
                    .append("reasons.csv", "project:mount-weld,CORRECTION,");
            release(dataset, 2);
            chain.awaitMirror(2);
            chain.awaitSecond(2);
            chain.assertEqual(QUERIES, FILES);
        }
    }

    private static void release(SmallDataset dataset, int number) throws IOException {
        Author.Order order =
                new Author.Order("2026.1." + number, Instant.EPOCH.plusSeconds(number), "", /* allowEmpty= */ false);
        assertThat(Author.release(Draft.read(dataset.folder()), order)).isInstanceOf(Author.Outcome.Released.class);
    }
}
