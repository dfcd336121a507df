package org.lode.files;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The hashes of docs/releases.md once more, from what they are said to be and not with the code that is tested. */
public final class Hashes {
    private Hashes() {}

    public static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** The leaf of a line: of the record, or of one that was redacted. */
    public static String leaf(String line) {
        String redacted =
                JsonMapper.shared().readTree(line).path("redacted").path("leaf").asString("");
        return redacted.isEmpty() ? hex(sha256(new byte[] {0}, line.getBytes(StandardCharsets.UTF_8))) : redacted;
    }

    public static byte[] tree(List<byte[]> hashes) {
        if (hashes.size() < 2) {
            return hashes.isEmpty() ? sha256() : hashes.getFirst();
        }
        int half = Integer.highestOneBit(hashes.size() - 1);
        return sha256(new byte[] {1}, tree(hashes.subList(0, half)), tree(hashes.subList(half, hashes.size())));
    }

    public static String tableRoot(String type, List<String> lines) {
        List<List<byte[]>> buckets = new ArrayList<>();
        IntStream.range(0, 256).forEach(bucket -> buckets.add(new ArrayList<>()));
        for (String line : lines) {
            JsonNode json = JsonMapper.shared().readTree(line);
            String id = (json.has("redacted") ? json.path("redacted") : json)
                    .path("id")
                    .asString();
            byte[] key = (type + ":" + id).getBytes(StandardCharsets.UTF_8);
            buckets.get(Byte.toUnsignedInt(sha256(key)[0])).add(bytes(leaf(line)));
        }
        return hex(tree(buckets.stream().map(Hashes::tree).toList()));
    }
}
