package org.lode.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the data are kept.
 *
 * @param dataDir folder of the embedded PostgreSQL, for one running Lode, and of the files of releases;
 *     {@code $XDG_DATA_HOME/lode}, else {@code ~/.local/share/lode}, when not set
 * @param database the external server; an embedded one is used when its address is empty
 */
@ConfigurationProperties("lode")
public record DatabaseSettings(
        @DefaultValue("") String dataDir, @DefaultValue External database) {

    /**
     * An external PostgreSQL ({@code lode.database.*}).
     *
     * @param url external PostgreSQL 15 to 18, like {@code jdbc:postgresql://HOST:PORT/DATABASE}; an embedded one
     *     runs when not set
     * @param username role that loads releases there, and may become {@code lode_reader} to answer
     * @param password password of that role
     * @param statementTimeout time after which PostgreSQL itself ends a statement that answers a request
     * @param readers hosts that answer, such as replicas: {@code HOST:PORT,HOST:PORT}; the host of the address when
     *     not set
     */
    public record External(
            @DefaultValue("") String url,
            @DefaultValue("") String username,
            @DefaultValue("") String password,
            @DefaultValue List<String> readers,
            @DefaultValue("15s") Duration statementTimeout) {}

    /** Returns the data folder as set, or the default one. */
    public Path folder() {
        Path folder = dataDir.isBlank() ? defaultFolder() : Path.of(dataDir);
        return folder.toAbsolutePath().normalize();
    }

    private static Path defaultFolder() {
        String home = System.getenv("XDG_DATA_HOME");
        return home == null || home.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "share", "lode")
                : Path.of(home, "lode");
    }
}
