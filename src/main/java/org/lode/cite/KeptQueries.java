package org.lode.cite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lode.model.Failure.Unavailable;
import org.lode.model.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Queries that were given an id here, each in a file that its id names: none of them is ever dropped. */
@Component
final class KeptQueries {
    private static final Logger LOG = LoggerFactory.getLogger(KeptQueries.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ENDING = ".json";

    private final Path folder;
    private final int most;

    KeptQueries(CitationSettings settings, @Qualifier("dataFolder") Path dataFolder) {
        this.folder = settings.folder().isBlank() ? dataFolder.resolve("queries") : Path.of(settings.folder());
        this.most = settings.kept();
    }

    /**
     * A query, and what its answer was when it was kept.
     *
     * @param sha256 of the data of the answer
     */
    record Kept(CitedQuery query, String sha256) {}

    /** The query with this id; empty when it is not kept here. */
    Mono<Kept> find(String id) {
        return Mono.fromCallable(() -> read(id))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(Mono::justOrEmpty);
    }

    /** Keeps a query, unless it is kept already; tells whether it was new. Fails when there are too many. */
    Mono<Boolean> keep(Kept kept) {
        return Mono.fromCallable(() -> write(kept)).subscribeOn(Schedulers.boundedElastic());
    }

    private Path file(String id) {
        return folder.resolve(id + ENDING);
    }

    private Optional<Kept> read(String id) {
        // Any other text might be a path out of the folder, or none at all.
        if (!Sha256.isHex(id)) {
            return Optional.empty();
        }
        Path file = file(id);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode written = JSON.readTree(Files.readAllBytes(file));
            Kept kept = new Kept(
                    CitedQuery.read(written.path("query")),
                    written.path("sha256").asString());
            if (kept.query().id().equals(id)) {
                return Optional.of(kept);
            }
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read", file, e);
            return Optional.empty();
        }
        LOG.warn("{} holds another query (expected: the one of its name)", file);
        return Optional.empty();
    }

    private synchronized boolean write(Kept kept) {
        String id = kept.query().id();
        if (read(id).isPresent()) {
            return false;
        }
        try {
            Files.createDirectories(folder);
            requireRoom(kept.query());
            write(file(id), content(kept));
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
                throw NoCitation.full(kept, most, query);
            }
        }
    }

    private static byte[] content(Kept kept) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("query", JSON.readTree(kept.query().canonical()));
        all.put("sha256", kept.sha256());
        return (JSON.writeValueAsString(all) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** At once or not at all, whatever happens meanwhile: under its name there is never a part of a file. */
    private void write(Path file, byte[] content) throws IOException {
        Path part = Files.createTempFile(folder, "new-", ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                for (ByteBuffer left = ByteBuffer.wrap(content); left.hasRemaining(); ) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
