package org.lode.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The releases of a dataset folder, replayed from their JSON Lines with no code of Lode: what Lode is held against. */
public final class Replay {
    private static final Path DATASET = Path.of("dataset");
    private static final JsonMapper JSON = JsonMapper.shared();

    private Replay() {}

    /** Names a record; in the order of the files. */
    public record RecordName(String type, String id) implements Comparable<RecordName> {
        private static final Comparator<RecordName> ORDER =
                Comparator.comparing(RecordName::type).thenComparing(RecordName::id);

        @Override
        public int compareTo(RecordName other) {
            return ORDER.compare(this, other);
        }
    }

    /** A record as it was: its leaf hash and what it says. */
    public record Version(String hash, JsonNode data) {}

    /** One line of a delta. */
    public record Op(int sequence, JsonNode line) {
        public RecordName name() {
            return new RecordName(line.path("type").asString(), line.path("id").asString());
        }

        public String op() {
            return line.path("op").asString();
        }

        public @Nullable String text(String name) {
            return line.path(name).asString(null);
        }
    }

    /** A release: what it changed, and all that it holds. */
    public record State(JsonNode manifest, List<Op> ops, SortedMap<RecordName, Version> records) {
        public int sequence() {
            return manifest.path("sequence").asInt();
        }

        public String text(String name) {
            return manifest.path(name).asString();
        }
    }

    /** The bundled dataset: the state of release N at N, and nothing at 0. */
    public static List<State> bundled() {
        return of(DATASET);
    }

    /** The releases of a dataset folder: the state of release N at N, and nothing at 0. */
    public static List<State> of(Path dataset) {
        List<State> states = new ArrayList<>();
        states.add(new State(JSON.createObjectNode(), List.of(), Collections.emptySortedMap()));
        try (Stream<Path> folders = Files.list(dataset.resolve("releases"))) {
            List<JsonNode> manifests = new ArrayList<>();
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                manifests.add(JSON.readTree(Files.readAllBytes(folder.resolve("manifest.json"))));
            }
            manifests.sort(Comparator.comparingInt(
                    manifest -> manifest.path("sequence").asInt()));
            for (JsonNode manifest : manifests) {
                Path folder = dataset.resolve("releases")
                        .resolve(manifest.path("version").asString());
                states.add(after(states.getLast(), manifest, folder.resolve("delta.jsonl")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(states);
    }

    private static State after(State before, JsonNode manifest, Path delta) throws IOException {
        SortedMap<RecordName, Version> records = new TreeMap<>(before.records());
        List<Op> ops = new ArrayList<>();
        for (String line : Files.readAllLines(delta)) {
            JsonNode json = JSON.readTree(line);
            if (json.has("op")) {
                Op op = new Op(manifest.path("sequence").asInt(), json);
                ops.add(op);
                if (json.has("record")) {
                    records.put(op.name(), new Version(Objects.requireNonNull(op.text("after")), json.path("record")));
                } else {
                    records.remove(op.name());
                }
            }
        }
        return new State(manifest, List.copyOf(ops), Collections.unmodifiableSortedMap(records));
    }
}
