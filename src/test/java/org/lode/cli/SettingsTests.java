package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A setting that does not exist ends the start with the nearest one that does, and all that exist are listed. */
class SettingsTests {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--lode.orgin, lode.origin?",
        "--lode.database.pasword, lode.database.password?",
        "--lode.limits.dept, lode.limits.depth?",
        "--lode.limits.rate.point, lode.limits.rate.points?",
        "--lode.mirror.signing-key.x, lode.mirror.signing-key?",
        "--lode.nothing-like-this-at-all, one that lode settings lists",
        "--servr.port, server.port?",
        "--spring.lifecycle.timeout-per-shutdwn-phase, spring.lifecycle.timeout-per-shutdown-phase?",
        "--insecure-unsiged, insecure-unsigned?",
        "--something-else, one that lode settings lists"
    })
    void anUnknownOptionEndsTheStart(String option, String expected) {
        assertThat(run(option + "=hidden")).isEqualTo(2);
        assertThat(run("serve", option + "=hidden")).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .containsOnly("lode: %s: no such setting (expected: %s)".formatted(option, expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "mirror"})
    void commandsThatTakeSettingsRefuseUnknownOnes(String command) {
        assertThat(run(command, "--once", "--lode.data-dirr=" + folder)).isEqualTo(2);
        assertThat(run(command, "--lode.data-dirr=" + folder, "--once")).isEqualTo(2);
        assertThat(err.toString()).contains(command.equals("mirror") ? "lode.data-dir?" : "--once: no such option");
    }

    @Test
    void anUnknownSettingOfAFileEndsTheStart() throws IOException {
        Path file = Files.writeString(folder.resolve("own.yaml"), "lode:\n  mirror:\n    pol: 10s\n");
        assertThat(run("verify", "--spring.config.additional-location=file:" + file))
                .isEqualTo(2);
        assertThat(err.toString().strip())
                .isEqualTo("lode: lode.mirror.pol: no such setting (expected: lode.mirror.poll?)");
    }

    @Test
    void anUnknownVariableOrPropertyEndsTheStart() {
        assertThatThrownBy(() -> Settings.check(variables("LODE_ORGIN")))
                .hasMessage("LODE_ORGIN: no such setting (expected: LODE_ORIGIN?)");
        assertThatThrownBy(() -> Settings.check(variables("LODE_MIRROR_POLL_X")))
                .hasMessage("LODE_MIRROR_POLL_X: no such setting (expected: LODE_MIRROR_POLL?)");
        StandardEnvironment properties = new StandardEnvironment();
        properties.getPropertySources().addFirst(new MapPropertySource("systemProperties", Map.of("lode.orgin", "x")));
        assertThatThrownBy(() -> Settings.check(properties))
                .hasMessage("lode.orgin: no such setting (expected: lode.origin?)");
    }

    /** The last ones are what Kubernetes sets beside a service that is called lode. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "LODE_ORIGIN",
                "LODE_DATADIR",
                "LODE_DATA_DIR",
                "LODE_DATABASE_READERS_0",
                "LODE_LIMITS_RATE_KEYS_PARTNER",
                "LODESTONE",
                "LODE_SERVICE_HOST",
                "LODE_SERVICE_PORT_HTTP",
                "LODE_PORT",
                "LODE_PORT_8080_TCP_ADDR"
            })
    void variablesThatExistAreTaken(String name) {
        Settings.check(variables(name));
        assertThat(variables(name).getProperty(name)).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--lode.origin=x",
                "--lode.dataDir=x",
                "--lode.database.readers[0]=x",
                "--lode.limits.rate.keys.partner=x",
                "--server.port=1",
                "--logging.level.org.lode=DEBUG",
                "--spring.config.additional-location=x",
                "--management.metrics.distribution.percentiles-histogram.lode.graphql.requests=true",
                "--debug"
            })
    void optionsThatExistAreTaken(String option) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(option));
        Settings.check(environment);
        assertThat(environment.getPropertySources().size()).isEqualTo(3);
    }

    @Test
    void allSettingsAreListed() {
        assertThat(Settings.all())
                .hasSizeGreaterThan(50)
                .allSatisfy(setting ->
                        assertThat(setting.meaning()).as(setting.name()).isNotEmpty())
                .extracting(Settings.Setting::name)
                .contains("lode.origin", "lode.database.password", "server.port");
        assertThat(run("settings")).isZero();
        String listed = out.toString();
        assertThat(listed).contains("""
                lode.mirror.timeout
                    how long an address may be silent
                    default: 30s; environment: LODE_MIRROR_TIMEOUT
                """).doesNotContain("{@code");
        out.getBuffer().setLength(0);
        assertThat(run("serve", "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: lode serve").endsWith(listed);
    }

    @Test
    void allSettingsAreListedForPrograms() {
        assertThat(run("settings", "--json")).isZero();
        JsonNode settings = JsonMapper.shared().readTree(out.toString()).path("settings");
        assertThat(settings.valueStream().map(setting -> setting.path("name").asString()))
                .containsExactlyElementsOf(
                        Settings.all().stream().map(Settings.Setting::name).toList());
        assertThat(settings.valueStream()
                        .filter(setting -> setting.path("name").asString().equals("lode.mirror.poll")))
                .singleElement()
                .satisfies(setting -> {
                    assertThat(setting.path("default").asString()).isEqualTo("60s");
                    assertThat(setting.path("environment").asString()).isEqualTo("LODE_MIRROR_POLL");
                    assertThat(setting.path("type").asString()).isEqualTo("Duration");
                    assertThat(setting.path("meaning").asString()).startsWith("how often an address is asked");
                });
    }

    private static StandardEnvironment variables(String name) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        "systemEnvironment",
                        new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "x")));
        return environment;
    }

    private int run(String... args) {
        return Commands.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Commands.withCommand(args));
    }
}
