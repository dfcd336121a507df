package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;

/** The commands of docs/citing.md print what it shows, in its order. */
@LodeTest
class CitingTests {
    private static final Document CITING = Document.of(Path.of("docs", "citing.md"));
    private static final String SHOWN = "localhost:8080";

    private final String server;

    CitingTests(Environment environment) {
        this.server = "localhost:" + environment.getRequiredProperty("local.server.port");
    }

    @TestFactory
    List<DynamicTest> commands() {
        List<Document.Block> commands = CITING.blocks("sh");
        List<String> shown =
                CITING.blocks("text").stream().map(Document.Block::text).toList();
        // The second text is the content of an id; the last command prints the same as the first one.
        List<String> expected = List.of(shown.get(0), shown.get(2), shown.get(3), shown.get(0));
        assertThat(commands).hasSameSizeAs(expected);
        return IntStream.range(0, commands.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        commands.get(i).toString(), () -> check(commands.get(i).text(), expected.get(i))))
                .toList();
    }

    /** A citation shows the long address only while Lode does not store the query; here it does. */
    private void check(String command, String expected) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-ec", command.replace(SHOWN, server))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        assertThat(printed.strip().replace(server, SHOWN)).isEqualTo(expected);
    }
}
