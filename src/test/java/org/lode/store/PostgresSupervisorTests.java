package org.lode.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeProcess;
import org.lode.support.Web;

/** The embedded PostgreSQL is killed under a running Lode. */
@Tag("thorough")
class PostgresSupervisorTests {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern MANAGEMENT = Pattern.compile("Health and figures are at http://localhost:([0-9]+)/");

    @Test
    void isStartedAgainWhenItIsKilled() throws Exception {
        Path folder = FreshDataFolder.filled();
        try (LodeProcess lode = LodeProcess.start(folder, "--lode.cache.responses=false")) {
            lode.awaitAnswer();
            for (int kill = 1; kill <= 2; kill++) {
                long before = kill(folder);
                String query = "{ projects(first: %d) { totalCount nodes { id name } } }".formatted(kill);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(lode.text(query).orElse(""))
                                .contains("\"totalCount\"")
                                .doesNotContain("errors"));
                assertThat(postmaster(folder)).isNotEqualTo(before);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lode.file("/.well-known/dataset-mirror.json")
                                    .orElse(""))
                            .contains("\"problem\":null"));
            assertThat(lode.output()).contains("PostgreSQL has ended", "PostgreSQL answers again after");
            assertThat(liveness(lode)).isEqualTo(200);
        }
        FreshDataFolder.delete(folder);
    }

    /** Without its control file, PostgreSQL does not start. */
    @Test
    void livenessFailsWhileItCannotStart() throws Exception {
        Path folder = FreshDataFolder.filled();
        try (LodeProcess lode = LodeProcess.start(folder)) {
            lode.awaitAnswer();
            Path control = folder.resolve("postgres/global/pg_control");
            Path hidden = Files.move(control, folder.resolve("pg_control"));
            kill(folder);
            await().atMost(PATIENCE).until(() -> liveness(lode) == 503);
            assertThat(lode.file("/.well-known/dataset-mirror.json").orElse(""))
                    .contains(
                            "\"problem\":\"the database is out of reach (expected: one that answers)\"",
                            "\"version\":null");
            Files.move(hidden, control);
            await().atMost(PATIENCE)
                    .until(() ->
                            lode.text("{ projects { totalCount } }").orElse("").contains("totalCount\":"));
            await().atMost(PATIENCE.multipliedBy(2)).until(() -> liveness(lode) == 200);
        }
        FreshDataFolder.delete(folder);
    }

    private static long kill(Path folder) throws IOException {
        long pid = postmaster(folder);
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
        return pid;
    }

    private static long postmaster(Path folder) throws IOException {
        return Long.parseLong(Files.readAllLines(folder.resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
    }

    private static int liveness(LodeProcess lode) throws IOException {
        Matcher port = MANAGEMENT.matcher(lode.output());
        assertThat(port.find()).isTrue();
        return Web.of(Integer.parseInt(port.group(1)))
                .get("/actuator/health/liveness")
                .statusCode();
    }
}
