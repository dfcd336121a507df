package org.lode.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lode.author.NoticeWriter;
import org.lode.author.NoticeWriter.Mention;
import org.lode.author.NoticeWriter.RedactionPreview;
import org.lode.release.Notice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** The commands that publish notices of releases and records. */
final class NoticeCommands {
    private NoticeCommands() {}

    /** Withdraws a release: it stays, with a notice not to use it. */
    @Command(
            name = "withdraw",
            description = "Say of a release that it is not to be used any more. It stays, and says so.")
    static final class Withdraw extends JsonCommand {
        @Parameters(paramLabel = "VERSION", description = "The release, like 2026.11.0.")
        private String version = "";

        @Mixin
        private Commands.DraftOption draft = new Commands.DraftOption();

        @Option(names = "--reason", required = true, description = "Why, in words for everybody.")
        private String reason = "";

        @Option(names = "--superseded-by", paramLabel = "VERSION", description = "The release to use instead.")
        private @Nullable String supersededBy;

        @Override
        public Integer call() {
            Notice.Withdrawal notice = new NoticeWriter(draft.folder).withdraw(version, reason, supersededBy);
            line("%s is withdrawn by notice %d".formatted(version, notice.n()));
            return done(object().put("notice", notice.n())
                    .put("at", notice.at().toString())
                    .put("version", version)
                    .put("reason", notice.reason())
                    .put("supersededBy", supersededBy));
        }
    }

    /** Redacts a removed record: takes its content out of every release. Lists what still names the record. */
    @Command(
            name = "redact",
            description = {
                "Take the content of a record that is gone out of every release; its hashes stay. There is no way back.",
                "Lists the records, notes of releases and kept queries that still name the record, or have its name in a text."
            })
    static final class Redact extends JsonCommand {
        @Parameters(paramLabel = "ID", description = "The id of the record, like project:lofdal.")
        private String id = "";

        @Mixin
        private Commands.DraftOption draft = new Commands.DraftOption();

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
            NoticeWriter folder = new NoticeWriter(draft.folder);
            if (!dryRun) {
                // Needed also when the record is redacted already.
                folder.sweep();
            }
            RedactionPreview outlook = folder.preview(id, reason, citations);
            Integer notice = dryRun ? null : folder.redact(id, reason).n();
            line("%s %s: %d versions in %d deltas"
                    .formatted(
                            outlook.key(),
                            notice == null ? "would be redacted" : "is redacted by notice " + notice,
                            outlook.versions(),
                            outlook.releases().size()));
            outlook.records().forEach(record -> line("still named: " + text(record)));
            outlook.notes().forEach(version -> line("still named: notes of release " + version));
            outlook.queries().forEach(file -> line("still named: kept query " + file));
            ObjectNode object = object().put("dryRun", dryRun)
                    .put("notice", notice)
                    .put("type", outlook.key().type())
                    .put("id", outlook.key().id())
                    .put("versions", outlook.versions())
                    .putPOJO("releases", outlook.releases());
            object.putObject("stillNamed")
                    .putPOJO(
                            "records",
                            outlook.records().stream().map(Redact::json).toList())
                    .putPOJO("notes", outlook.notes())
                    .putPOJO("queries", outlook.queries());
            return done(object);
        }

        private static String text(Mention mention) {
            String last = mention.live() ? "newest release" : "up to release " + mention.version();
            return "%s: %s (%s)".formatted(mention.key(), String.join(", ", mention.paths()), last);
        }

        private static ObjectNode json(Mention mention) {
            return object().put("type", mention.key().type())
                    .put("id", mention.key().id())
                    .put("version", mention.version())
                    .put("newest", mention.live())
                    .putPOJO("paths", mention.paths());
        }
    }
}
