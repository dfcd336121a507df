package org.lode;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.lode.publish.NoticeFolder;
import org.lode.release.Notice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes the content of a record that is gone out of every release. */
@Command(
        name = "redact",
        description =
                "Take the content of a record that is gone out of every release; its hashes stay. There is no way back.")
final class RedactCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "The id of the record, like project:lofdal.")
    private String id = "";

    @Option(names = "--dataset", required = true, description = "The dataset folder.")
    private Path dataset = Path.of("");

    @Option(names = "--reason", required = true, description = "Why, in words for everybody.")
    private String reason = "";

    @Override
    public Integer call() {
        Notice.Redaction notice = NoticeFolder.of(dataset).redact(id, reason);
        spec.commandLine()
                .getOut()
                .printf(
                        "%s is redacted by notice %d: %d versions in %d deltas%n",
                        notice.removed().key(),
                        notice.n(),
                        notice.removed().leaves().size(),
                        notice.removed().deltas().size());
        return 0;
    }
}
