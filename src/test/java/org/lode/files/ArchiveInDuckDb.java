package org.lode.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.lode.support.FreshDataFolder;
import org.lode.support.Http;

/** The unpacked archive of a release, and a DuckDB that has nothing but what its script for loading made of it. */
final class ArchiveInDuckDb implements AutoCloseable {
    private final Path folder = FreshDataFolder.make();
    private final Path files;
    private final Connection duck;

    ArchiveInDuckDb(Http http, String version) throws IOException, SQLException {
        files = folder.resolve("lode-" + version);
        duck = DriverManager.getConnection("jdbc:duckdb:");
        byte[] archive = http.send("GET", "/releases/%s/lode-%s.zip".formatted(version, version))
                .body();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
        run("set file_search_path = '%s'".formatted(files));
        run(Files.readString(files.resolve("load.sql")));
    }

    Path file(String name) {
        return files.resolve(name);
    }

    Connection duck() {
        return duck;
    }

    private void run(String script) throws SQLException {
        try (Statement statement = duck.createStatement()) {
            statement.execute(script);
        }
    }

    @Override
    public void close() throws SQLException {
        duck.close();
        FreshDataFolder.delete(folder);
    }
}
