package org.lode.cli;

import org.jspecify.annotations.Nullable;
import org.lode.author.NoticeWriter;
import org.lode.release.Notice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Withdraws a release: it stays, with a notice not to use it. */
@Command(name = "withdraw", description = "Say of a release that it is not to be used any more. It stays, and says so.")
final class WithdrawCommand extends JsonCommand {
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
