package org.lode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The class that starts Lode runs on any Java, and says which one is needed. */
class StartTests {
    private static final String START = "org.lode.Start";
    private static final int CLASS_FILE_OF_JAVA_8 = 52;

    @Test
    void anOldJavaCanReadIt() throws IOException {
        try (DataInputStream file = new DataInputStream(Objects.requireNonNull(
                StartTests.class.getResourceAsStream("/" + START.replace('.', '/') + ".class")))) {
            assertThat(file.readInt()).isEqualTo(0xCAFEBABE);
            assertThat(file.readUnsignedShort()).isZero();
            assertThat(file.readUnsignedShort()).isEqualTo(CLASS_FILE_OF_JAVA_8);
        }
    }

    /** The property stands for the Java; .ci/run starts the jar with a Java that really is older. */
    @ParameterizedTest
    @ValueSource(strings = {"1.8", "11", "17", "24", ""})
    void anOlderJavaIsRefused(String version) throws Exception {
        Process process = start(List.of("-Djava.specification.version=" + version), "--version");
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).startsWith("lode: Java " + version + " in ").contains("(expected: Java 25 or newer; ");
        assertThat(said.lines()).hasSize(1);
        assertThat(process.waitFor()).isEqualTo(ExitCode.UNABLE.number());
    }

    @Test
    void aJavaThatIsNewEnoughRunsLode() throws Exception {
        Process process = start(List.of(), "--version");
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("lode ");
        assertThat(process.waitFor()).isZero();
    }

    private static Process start(List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), START));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }
}
