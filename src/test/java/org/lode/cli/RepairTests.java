package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.store.SmallDataset;
import org.lode.store.TestDatabase;

/** A database is repaired from the origin that is named; without one, from the bundled dataset if it was filled from that. */
class RepairTests {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    @Tag("thorough")
    void aDatabaseOfTheBundledDatasetNeedsNoOrigin() throws SQLException {
        DataSource database = TestDatabase.bundled();
        damage(database, "project:lofdal");
        assertThat(run(database, "verify")).isEqualTo(1);
        assertThat(err.toString())
                .contains("lode: 1 damage, and the tables were not compared (expected: verify --repair");
        assertThat(run(database, "verify", "--repair")).as("%s", err).isZero();
        assertThat(run(database, "verify")).isZero();
    }

    @Test
    void anotherDatabaseAsksForItsOrigin() throws IOException, SQLException {
        DataSource database = TestDatabase.fresh();
        SmallDataset origin = SmallDataset.in(folder.resolve("origin"));
        Commands.run("release", "--dataset", origin.folder().toString(), "--version", "2026.1.0");
        String named = "--lode.origin=" + origin.folder();
        assertThat(run(database, "mirror", "--once", named)).as("%s", err).isZero();
        damage(database, "project:mount-weld");
        assertThat(run(database, "verify", "--repair")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "lode: lode.origin: nothing (expected: the address or folder that this database was filled from;"
                                + " the dataset within this program does not suffice: ");
        assertThat(run(database, "verify", "--repair", named)).isZero();
        assertThat(run(database, "verify")).isZero();
    }

    /** An origin that has another first release than the database: two truths. */
    @Test
    void anOriginOfOtherReleasesHasTheExitCodeOfARefusal() throws IOException, SQLException {
        DataSource database = TestDatabase.bundled();
        SmallDataset origin = SmallDataset.in(folder.resolve("origin"));
        for (int n = 0; n < 6; n++) {
            Commands.run(
                    "release",
                    "--dataset",
                    origin.folder().toString(),
                    "--version",
                    "2026.1." + n,
                    "--published-at",
                    "2026-01-0%dT00:00:00Z".formatted(n + 1),
                    "--allow-empty");
        }
        assertThat(run(database, "mirror", "--once", "--json", "--lode.origin=" + origin.folder()))
                .isEqualTo(4);
        assertThat(out.toString()).contains("\"code\":\"ORIGIN_REFUSED\"", "\"exitCode\":4", "its release 6 has root ");
    }

    /** Changes a body whose content no other row has, so that the original is needed. */
    private static void damage(DataSource database, String id) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "update lode.change_log set line = overlay(line placing '!' from 60 for 1) where id = '%1$s' and seq = (select max(seq) from lode.change_log where id = '%1$s')"
                                    .formatted(id)))
                    .isEqualTo(1);
        }
    }

    private int run(DataSource database, String... args) throws SQLException {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--lode.database.url=" + TestDatabase.address(database));
        all.add("--lode.database.username=postgres");
        all.add("--lode.database.password=" + TestDatabase.password());
        return Commands.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Commands.withCommand(all.toArray(String[]::new)));
    }
}
