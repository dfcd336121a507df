package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
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

    /** Java itself sets the property that the class reads, so .ci/run starts the jar with a Java that really is older. */
    @ParameterizedTest
    @ValueSource(strings = {"1.8", "11", "17", "24", ""})
    void anOlderJavaIsRefused(String version) throws ReflectiveOperationException {
        assertThat(call("suffices", version)).isEqualTo(false);
        assertThat(call("refusal", version, "/opt/jdk"))
                .isEqualTo("lode: Java " + version + " in /opt/jdk (expected: Java 25 or newer;"
                        + " install a JDK 25, and start Lode with its bin/java)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "26", "100"})
    void aNewerJavaIsTaken(String version) throws ReflectiveOperationException {
        assertThat(call("suffices", version)).isEqualTo(true);
    }

    @Test
    void theExitCodeIsThatOfTheTable() throws ReflectiveOperationException {
        Field code = Class.forName(START).getDeclaredField("CANNOT_START");
        code.setAccessible(true);
        assertThat(code.get(null)).isEqualTo(ExitCode.UNABLE.number());
    }

    @Test
    void aJavaThatIsNewEnoughRunsLode() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), START, "--version").start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("lode ");
        assertThat(process.waitFor()).isZero();
    }

    /** Another Maven execution compiles the class, so tests have it by its name alone. */
    private static Object call(String name, String... arguments) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(arguments).map(each -> String.class).toArray(Class<?>[]::new);
        Method method = Class.forName(START).getDeclaredMethod(name, types);
        method.setAccessible(true);
        return method.invoke(null, (Object[]) arguments);
    }
}
