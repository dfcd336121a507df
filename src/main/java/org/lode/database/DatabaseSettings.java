package org.lode.database;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the data are kept.
 *
 * @param dataDir folder of the embedded PostgreSQL and of files that were made ({@code lode.data-dir}); a usual place when empty
 * @param database the external server; an embedded one is used when its address is empty
 */
@ConfigurationProperties("lode")
public record DatabaseSettings(
        @DefaultValue("") String dataDir, @DefaultValue External database) {

    /**
     * An external PostgreSQL ({@code lode.database.*}).
     *
     * @param url {@code jdbc:postgresql://host:port/database}; empty for the embedded one
     * @param statementTimeout after which PostgreSQL itself ends a statement that answers a request, embedded or not
     * @param readers hosts that answer requests ({@code host:port}); the one of the address when empty
     */
    public record External(
            @DefaultValue("") String url,
            @DefaultValue("") String username,
            @DefaultValue("") String password,
            @DefaultValue List<String> readers,
            @DefaultValue("15s") Duration statementTimeout) {}

    /** The data folder as set, or where programs of a user keep their data. */
    public Path folder() {
        Path folder = dataDir.isBlank() ? usual() : Path.of(dataDir);
        return folder.toAbsolutePath().normalize();
    }

    private static Path usual() {
        String home = System.getenv("XDG_DATA_HOME");
        return home == null || home.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "share", "lode")
                : Path.of(home, "lode");
    }
}
