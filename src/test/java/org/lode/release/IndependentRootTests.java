package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recomputes every release root from the JSON Lines alone, sharing no code with Lode: what a partner would write. */
class IndependentRootTests {
    private static final Path RELEASES = Path.of("dataset", "releases");
    private final JsonMapper json = new JsonMapper();
    private final Map<String, Map<String, JsonNode>> tables = new TreeMap<>();

    @Test
    void everyReleaseHasTheRootThatItsRecordsGive() throws Exception {
        JsonNode state = json.readTree(Files.readAllBytes(RELEASES.resolve("state.json")));
        List<JsonNode> manifests = new ArrayList<>();
        String version = state.path("version").asString();
        while (version != null) {
            JsonNode manifest = json.readTree(Files.readAllBytes(RELEASES.resolve(version + "/manifest.json")));
            manifests.addFirst(manifest);
            version = manifest.path("previous").path("version").asString(null);
        }
        assertThat(manifests).hasSize(state.path("sequence").asInt());
        for (JsonNode manifest : manifests) {
            replay(RELEASES.resolve(manifest.path("version").asString() + "/delta.jsonl"));
            manifest.path("tables")
                    .forEach(table -> tables.putIfAbsent(table.path("type").asString(), new TreeMap<>()));
            assertThat(releaseRoot()).isEqualTo(manifest.path("root").asString());
        }
        assertThat(releaseRoot()).isEqualTo(state.path("root").asString());
    }

    private void replay(Path delta) throws IOException {
        for (String line : Files.readAllLines(delta)) {
            JsonNode op = json.readTree(line);
            if (op.has("op")) {
                Map<String, JsonNode> table =
                        tables.computeIfAbsent(op.path("type").asString(), type -> new TreeMap<>());
                if (op.has("record")) {
                    table.put(op.path("id").asString(), op.path("record"));
                } else {
                    table.remove(op.path("id").asString());
                }
            }
        }
    }

    private String releaseRoot() throws GeneralSecurityException {
        List<byte[]> lines = new ArrayList<>();
        for (Map.Entry<String, Map<String, JsonNode>> table : tables.entrySet()) {
            String root = HexFormat.of().formatHex(tableRoot(table.getKey(), table.getValue()));
            String line = "{\"root\":\"%s\",\"rows\":%d,\"type\":\"%s\"}"
                    .formatted(root, table.getValue().size(), table.getKey());
            lines.add(sha256(new byte[] {0}, line.getBytes(StandardCharsets.UTF_8)));
        }
        return HexFormat.of().formatHex(tree(lines));
    }

    private static byte[] tableRoot(String type, Map<String, JsonNode> records) throws GeneralSecurityException {
        List<List<byte[]>> buckets = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            buckets.add(new ArrayList<>());
        }
        for (Map.Entry<String, JsonNode> entry : records.entrySet()) {
            String id = entry.getKey();
            String body =
                    "{\"data\":%s,\"id\":\"%s\",\"type\":\"%s\"}".formatted(canonical(entry.getValue()), id, type);
            int bucket = sha256((type + ":" + id).getBytes(StandardCharsets.UTF_8))[0] & 0xff;
            buckets.get(bucket).add(sha256(new byte[] {0}, body.getBytes(StandardCharsets.UTF_8)));
        }
        List<byte[]> hashes = new ArrayList<>();
        for (List<byte[]> bucket : buckets) {
            hashes.add(tree(bucket));
        }
        return tree(hashes);
    }

    private static String canonical(JsonNode value) {
        if (value.isObject()) {
            return value
                    .propertyStream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new))
                    .entrySet()
                    .stream()
                    .map(entry -> quoted(entry.getKey()) + ":" + canonical(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(IndependentRootTests::canonical)
                    .collect(Collectors.joining(",", "[", "]"));
        }
        return value.isString() ? quoted(value.asString()) : value.toString();
    }

    private static String quoted(String text) {
        assertThat(text.chars()).allMatch(c -> c >= ' ', "the dataset has no control characters to escape");
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static byte[] tree(List<byte[]> hashes) throws GeneralSecurityException {
        if (hashes.size() < 2) {
            return hashes.isEmpty() ? sha256() : hashes.getFirst();
        }
        int split = Integer.highestOneBit(hashes.size() - 1);
        return sha256(new byte[] {1}, tree(hashes.subList(0, split)), tree(hashes.subList(split, hashes.size())));
    }

    private static byte[] sha256(byte[]... parts) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
