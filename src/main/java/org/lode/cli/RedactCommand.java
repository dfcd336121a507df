package org.lode.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lode.author.NoticeWriter;
import org.lode.author.NoticeWriter.Mention;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Redacts a removed record: takes its content out of every release. Lists what still names the record. */
@Command(
        name = "redact",
        description = {
            "Take the content of a record that is gone out of every release; its hashes stay. There is no way back.",
            "Lists the records, notes of releases and kept queries that still name the record, or have its name in a text."
        })
final class RedactCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "The id of the record, like project:lofdal.")
    private String id = "";

    @Option(names = "--dataset", required = true, description = "The dataset folder.")
    private Path dataset = Path.of("");

    @Option(names = "--reason", required = true, description = "Why, in words for everybody.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Say what would change, and write nothing.")
    private boolean dryRun;

    @Option(
            names = "--citations",
            paramLabel = "FOLDER",
            description = "The folder of the queries that a server keeps to be cited (lode.citations.folder).")
    private @Nullable Path citations;

    @Override
    public Integer call() {
        NoticeWriter folder = NoticeWriter.of(dataset);
        if (!dryRun) {
            // Needed also when the record is redacted already.
            folder.sweep();
        }
        NoticeWriter.RedactionPreview outlook = folder.preview(id, reason, citations);
        Integer notice = dryRun ? null : folder.redact(id, reason).n();
        output.line("%s %s: %d versions in %d deltas"
                .formatted(
                        outlook.key(),
                        notice == null ? "would be redacted" : "is redacted by notice " + notice,
                        outlook.versions(),
                        outlook.releases().size()));
        print(outlook);
        return output.done(json(outlook, notice));
    }

    private void print(NoticeWriter.RedactionPreview outlook) {
        outlook.records().forEach(record -> output.line(line(record)));
        outlook.notes().forEach(version -> output.line("still named: notes of release " + version));
        outlook.queries().forEach(file -> output.line("still named: kept query " + file));
    }

    private static String line(Mention mention) {
        return "still named: %s: %s (%s)"
                .formatted(
                        mention.key(),
                        String.join(", ", mention.paths()),
                        mention.live() ? "newest release" : "up to release " + mention.version());
    }

    private ObjectNode json(NoticeWriter.RedactionPreview outlook, @Nullable Integer notice) {
        ObjectNode object = Output.object()
                .put("dryRun", dryRun)
                .put("notice", notice)
                .put("type", outlook.key().type())
                .put("id", outlook.key().id())
                .put("versions", outlook.versions());
        object.set("releases", Output.tree(outlook.releases()));
        ObjectNode named = object.putObject("stillNamed");
        ArrayNode records = named.putArray("records");
        outlook.records()
                .forEach(mention -> records.addObject()
                        .put("type", mention.key().type())
                        .put("id", mention.key().id())
                        .put("version", mention.version())
                        .put("newest", mention.live())
                        .set("paths", Output.tree(mention.paths())));
        named.set("notes", Output.tree(outlook.notes()));
        named.set("queries", Output.tree(outlook.queries()));
        return object;
    }
}
