package org.lode.cite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.lode.model.Failure.Unavailable;
import org.lode.model.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stores cited queries, each in a file {@code {id}.json}, and never deletes one. */
@Component
final class CitedQueryStore {
    private static final Logger LOG = LoggerFactory.getLogger(CitedQueryStore.class);
    private static final String ENDING = ".json";

    private final Path folder;
    private final int most;

    CitedQueryStore(Settings settings, @Qualifier("dataFolder") Path dataFolder) {
        this.folder = settings.folder().isBlank() ? dataFolder.resolve("queries") : Path.of(settings.folder());
        this.most = settings.kept();
    }

    /**
     * A stored query.
     *
     * @param sha256 of the data of its answer when it was stored
     */
    record Stored(CitedQuery query, String sha256) {}

    /** Finds a query by its id; empty when it is not stored here. */
    Mono<Stored> find(String id) {
        return Mono.fromCallable(() -> read(id))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(Mono::justOrEmpty);
    }

    /**
     * Stores a query unless it is stored already; returns whether it is new. Fails with status 507 when the store is full, and
     * names the address that works without it.
     */
    Mono<Boolean> store(Stored stored) {
        return Mono.fromCallable(() -> write(stored)).subscribeOn(Schedulers.boundedElastic());
    }

    private Path file(String id) {
        return folder.resolve(id + ENDING);
    }

    private Optional<Stored> read(String id) {
        // Any other text could be a path out of the folder, or no path.
        if (!Sha256.isHex(id) || !Files.exists(file(id))) {
            return Optional.empty();
        }
        try {
            JsonNode written = JsonMapper.shared().readTree(file(id));
            CitedQuery query = CitedQuery.read(written.path("query"));
            if (query.id().equals(id)) {
                return Optional.of(new Stored(query, written.path("sha256").asString()));
            }
            LOG.warn("{} holds another query (expected: the one of its name)", file(id));
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read", file(id), e);
        }
        return Optional.empty();
    }

    private synchronized boolean write(Stored stored) {
        CitedQuery query = stored.query();
        if (read(query.id()).isPresent()) {
            return false;
        }
        try {
            Files.createDirectories(folder);
            requireRoom(query);
            String content = "{\"query\":%s,\"sha256\":\"%s\"}\n".formatted(query.canonical(), stored.sha256());
            Path part = Files.createTempFile(folder, "new-", ".part");
            try {
                // The file gets its name when its bytes are on the disk.
                Files.writeString(part, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
                Files.move(part, file(query.id()), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            return true;
        } catch (IOException e) {
            LOG.error("queries cannot be kept in {}", folder, e);
            throw new Unavailable("queries cannot be kept here (expected: a folder that can be written to)");
        }
    }

    private void requireRoom(CitedQuery query) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long kept = files.filter(file -> file.toString().endsWith(ENDING)).count();
            if (kept >= most) {
                String reason = "kept: %d (expected: less than %d; the address given here works with nothing kept)"
                        .formatted(kept, most);
                ResponseStatusException full = new ResponseStatusException(HttpStatus.INSUFFICIENT_STORAGE, reason);
                full.getBody().setProperty("id", query.id());
                full.getBody().setProperty("anywhere", query.address("", ""));
                throw full;
            }
        }
    }

    /**
     * What is kept of queries that are cited.
     *
     * @param address address of this server in citations, where a proxy stands in front, like
     *     {@code https://data.example.org}; that of the request when not set
     * @param folder folder of the queries that are kept to be cited; {@code queries} in the data folder when not set
     * @param kept most queries that are kept
     * @param length longest address of a query that is not kept
     * @param records most records in the answer to a cited query
     */
    @ConfigurationProperties("lode.citations")
    record Settings(
            @DefaultValue("") String address,
            @DefaultValue("") String folder,
            @DefaultValue("10000") int kept,
            @DefaultValue("32KB") DataSize length,
            @DefaultValue("10000") int records) {}
}
