import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.*;
import java.nio.ByteBuffer;
import java.nio.file.*;
import java.security.*;
import java.security.spec.X509EncodedKeySpec;
import java.time.*;
import java.util.*;
import java.util.regex.*;
import java.util.stream.IntStream;

/** Verifies what a Lode tells, with nothing of Lode and nothing but the JDK: see README.md. Hashes are SHA-256 in hex. */
public class Verify {
    static final String USAGE = "record ORIGIN TYPE ID [VERSION] | file URL | release ORIGIN [VERSION] [--key KEY.pub]";
    static final String ID = "([a-z]+:[A-Za-z0-9][A-Za-z0-9._-]*)", FORMS = ("record (\\S+?)/? TYPE ID(?: VERSION)?"
            + "|file ((\\S+)/releases/VERSION/(?:full/(?=\\w+\\.)|bucket/(?=\\w+/))TYPE(?:/([0-9a-f]{2}))?\\.jsonl)"
            + "|release (\\S+?)/?(?: VERSION)?(?: --key (.+))?")
            .replace("VERSION", "(\\d+\\.\\d+\\.\\d+)").replace("TYPE", "([A-Z][A-Za-z0-9]*)").replace("ID", ID);
    static final String ED25519 = "302a300506032b6570032100"; // what DER has before the 32 bytes of a key
    static final List<String> BUCKETS = IntStream.range(0, 256).mapToObj(number -> "%02x".formatted(number)).toList();
    static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"; // the hash of nothing
    static final Object END = new Object();
    static final HttpClient HTTP = HttpClient.newHttpClient();

    public static void main(String[] args) {
        Matcher given = Pattern.compile(FORMS).matcher(String.join(" ", args));
        try {
            if (!given.matches()) {
                System.err.println("usage: java Verify.java " + USAGE);
                System.exit(2);
            } else if (given.group(1) != null) {
                record(given.group(1), given.group(2), given.group(3), given.group(4));
            } else if (given.group(5) != null) {
                Object table = table(manifest(given.group(6), given.group(7), null), given.group(8));
                System.out.println("OK " + lines(given.group(5), table, given.group(9)));
            } else {
                release(given.group(10), given.group(11), given.group(12));
            }
        } catch (Exception e) {
            System.err.println("FAILED " + String.valueOf(e.getMessage() == null ? e : e.getMessage()).split("\n")[0]);
            System.exit(1);
        }
    }

    // One record: its body gives the leaf, the leaf leads through its own bucket to its table, and the table to the root.
    static void record(String origin, String type, String id, String version) throws Exception {
        Object state = version == null ? state(origin, null) : null;
        Object manifest = manifest(origin, version == null ? in(state, "version") : version, state);
        String kind = type.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT), query = """
                {"query":"{ proof(type: %s, id: \\"%s\\", at: {version: \\"%s\\"}) { \
                body leaf bucket steps { side hash } table tableSteps { side hash } root } }"}""";
        Object answer = json(get(origin + "/graphql", query.formatted(kind, id, in(manifest, "version"))));
        check("errors of the answer", in(answer, "errors"), null);
        Object proof = in(answer, "data", "proof"), table = table(manifest, type);
        check("the release holds " + id, proof != null, true);
        String body = in(proof, "body"), leaf = in(proof, "leaf"), bucket = bucket(type, id), line = in(proof, "table");
        if (body != null) {
            Object told = json(body);
            check("type, id and leaf of the body", in(told, "type"), type, in(told, "id"), id, leaf(body), leaf);
        }
        // The last 8 steps go through the 256 buckets: their sides are the bits of the bucket's number, the lowest first.
        List<?> steps = in(proof, "steps");
        for (int bit = 0; bit < 8; bit++) {
            String side = (Integer.parseInt(bucket, 16) >> bit & 1) == 1 ? "LEFT" : "RIGHT";
            check("side of step " + (bit - 8), in(steps.get(steps.size() - 8 + bit), "side"), side);
        }
        check("bucket", in(proof, "bucket"), bucket);
        check("root and line of the table", walk(leaf, steps), in(table, "root"), line, line(table));
        String root = in(manifest, "root");
        check("root of the release", walk(leaf(line), in(proof, "tableSteps")), root, in(proof, "root"), root);
        String what = body == null ? id + " (redacted: its leaf)" : id;
        System.out.printf("OK %s %s is in release %s, root %s%n", type, what, in(manifest, "version"), root);
    }

    // A whole release: the state leads to the newest manifest, each to the one before, and the wanted one to all its records.
    static void release(String origin, String version, String key) throws Exception {
        Object wanted = null;
        for (Object link = state(origin, key), manifest; link != null; link = in(manifest, "previous")) {
            manifest = manifest(origin, in(link, "version"), link);
            wanted = wanted == null && (version == null || version.equals(in(manifest, "version"))) ? manifest : wanted;
        }
        check("release " + version + " is in the chain", wanted != null, true);
        String full = origin + "/releases/" + in(wanted, "version") + "/full/";
        for (Object table : list(wanted, "tables")) System.out.println(lines(full + in(table, "type") + ".jsonl", table, null));
        System.out.printf("OK release %s has the root %s%n", in(wanted, "version"), in(wanted, "root"));
    }

    // The state: it has not expired and, if there is a key, is signed by it, or by one that a trusted key has signed.
    static Object state(String origin, String key) throws Exception {
        String line = get(origin + "/mirror/v1/state.json", null);
        Object state = json(line);
        String expires = in(state, "expiresAt"), keyId = in(state, "keyId");
        check("format of the state", in(state, "format"), "lode-mirror-state-1", line.indexOf('\n'), line.length() - 1);
        check("the state holds until " + expires, Instant.parse(expires).isAfter(Instant.now().minusSeconds(600)), true);
        if (key != null) {
            Map<String, String> trusted = trusted(origin, Files.readString(Path.of(key)));
            check("a trusted key has signed the state (keyId " + keyId + ")", trusted.containsKey(keyId), true);
            verify("the state", trusted.get(keyId), line.substring(0, line.length() - 1), in(state, "sig"));
        }
        String signed = key == null ? "its signature was not looked at" : "signed by " + keyId;
        System.out.printf("the state holds until %s, %s%n", expires, signed);
        return state;
    }

    static Map<String, String> trusted(String origin, String pem) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*?-----", ""));
        String own = HexFormat.of().formatHex(der).split(ED25519)[1], keys = get(origin + "/mirror/v1/keys.json", null);
        Map<String, String> trusted = new HashMap<>(Map.of(keyId(own), own));
        String form = "\\{'keyId':HEX,'publicKey':HEX,'sig':(?:null|HEX),'signedBy':(?:null|HEX)}"
                .replace("HEX", "'([0-9a-f]+)'").replace('\'', '"');
        check("format of the keys", keys.replaceAll(form, "KEY").replaceAll("(KEY,)*KEY", "KEYS"),
                "{\"format\":\"lode-keys-1\",\"keys\":[KEYS]}\n");
        for (Matcher key = Pattern.compile(form).matcher(keys); key.find(); ) {
            check("keyId of " + key.group(2), key.group(1), keyId(key.group(2)));
            if (!trusted.containsKey(key.group(4))) continue;
            verify("key " + key.group(1), trusted.get(key.group(4)), key.group(), key.group(3));
            trusted.put(key.group(1), key.group(2));
        }
        return trusted;
    }

    // Signed is the object without its sig, as it came: in canonical form.
    static void verify(String what, String publicKey, String object, String sig) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        byte[] key = HexFormat.of().parseHex(ED25519 + publicKey);
        signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
        signature.update(object.replaceFirst(",\"sig\":\"[0-9a-f]*\"", "").getBytes(UTF_8));
        check("signature of " + what, sig != null && signature.verify(HexFormat.of().parseHex(sig)), true);
    }

    // A manifest: what a link to it tells is so, its buckets give its tables, and those its root.
    static Object manifest(String origin, String version, Object link) throws Exception {
        String text = get(origin + "/releases/" + version + "/manifest.json", null);
        Object manifest = json(text), sequence = in(manifest, "sequence");
        Long before = in(manifest, "previous") == null ? Long.valueOf(0) : in(manifest, "previous", "sequence");
        check("manifest " + version, in(manifest, "version"), version, in(manifest, "hashProfile"), "jcs-sha256-b256-1");
        check("sequence of " + version, sequence, before + 1);
        if (link != null) {
            Long bytes = (long) text.getBytes(UTF_8).length, told = in(link, "manifestBytes");
            check("link to " + version, in(link, "manifestSha256"), sha256(text), told == null ? bytes : told, bytes,
                    in(link, "sequence"), sequence, in(link, "root"), in(manifest, "root"));
        }
        List<String> leaves = new ArrayList<>();
        for (Object table : list(manifest, "tables")) {
            Map<String, String> hashes = in(table, "buckets");
            String root = tree(BUCKETS.stream().map(bucket -> hashes.getOrDefault(bucket, EMPTY)).toList());
            check("root of table " + in(table, "type"), root, in(table, "root"));
            leaves.add(leaf(line(table)));
        }
        check("root of release " + version, tree(leaves), in(manifest, "root"));
        System.out.printf("release %s: its tables give its root%s%n", version, link == null ? "" : ", and what led to it is so");
        return manifest;
    }

    // The lines of a table, or of one of its buckets: in order, each where it belongs, all together the hash in the manifest.
    static String lines(String url, Object table, String only) throws Exception {
        List<String> lines = List.of(get(url, null).split("\n", -1)), hashes = new ArrayList<>();
        check("what follows the last line feed", lines.get(lines.size() - 1), "");
        Map<String, List<String>> leaves = new HashMap<>();
        String last = "", type = in(table, "type");
        for (String line : lines.subList(0, lines.size() - 1)) {
            Object json = json(line), gone = in(json, "redacted"), record = gone == null ? json : gone;
            String id = in(record, "id"), bucket = bucket(type, id);
            check("type and bucket of " + id, in(record, "type"), type, bucket, only == null ? bucket : only);
            check("id " + id + " after " + last, id.matches(ID) && id.compareTo(last) > 0, true);
            leaves.computeIfAbsent(bucket, none -> new ArrayList<>()).add(gone == null ? leaf(line) : in(gone, "leaf"));
            last = id;
        }
        for (String bucket : BUCKETS) hashes.add(tree(leaves.getOrDefault(bucket, List.of())));
        String found = only == null ? tree(hashes) : hashes.get(BUCKETS.indexOf(only));
        String expected = only == null ? in(table, "root") : in(table, "buckets", only);
        check("hash of " + url, found, expected == null ? EMPTY : expected);
        if (only == null) check("lines of " + url, lines.size() - 1L, in(table, "rows"));
        return "%s: %d records give the hash in the manifest, %s".formatted(url, lines.size() - 1, found);
    }

    static Object table(Object manifest, String type) {
        for (Object table : list(manifest, "tables")) if (type.equals(in(table, "type"))) return table;
        return Map.of();
    }

    // The tree hash of RFC 9162, and the way from a leaf to its root.
    static String tree(List<String> hashes) throws Exception {
        if (hashes.size() < 2) return hashes.isEmpty() ? EMPTY : hashes.get(0);
        int left = Integer.highestOneBit(hashes.size() - 1);
        return node(tree(hashes.subList(0, left)), tree(hashes.subList(left, hashes.size())));
    }
    static String walk(String own, List<?> steps) throws Exception {
        for (Object step : steps) {
            String side = in(step, "side"), hash = in(step, "hash");
            check("side " + side, side.matches("LEFT|RIGHT"), true);
            own = side.equals("LEFT") ? node(hash, own) : node(own, hash);
        }
        return own;
    }
    static String node(String left, String right) throws Exception {
        check("two hashes", (left + " " + right).matches("[0-9a-f]{64} [0-9a-f]{64}"), true);
        return sha256(HexFormat.of().parseHex("01" + left + right));
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
    static String sha256(String text) throws Exception { return sha256(text.getBytes(UTF_8)); }
    static String leaf(String text) throws Exception { return sha256("\0" + text); }
    static String bucket(String type, String id) throws Exception { return sha256(type + ":" + id).substring(0, 2); }
    static String keyId(String key) throws Exception { return sha256(HexFormat.of().parseHex(key)).substring(0, 16); }
    static String line(Object table) {
        return "{\"root\":\"%s\",\"rows\":%s,\"type\":\"%s\"}".formatted(in(table, "root"), in(table, "rows"), in(table, "type"));
    }

    // The text whose UTF-8 is, byte for byte, what came; what is not UTF-8 is refused.
    static String get(String url, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(2));
        if (body != null) request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<byte[]> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        check("status of " + url, answer.statusCode(), 200);
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(answer.body())).toString();
    }

    // What was found, and what is expected.
    static void check(String what, Object... pairs) throws Exception {
        for (int i = 0; i < pairs.length; i += 2) {
            Object found = pairs[i], expected = pairs[i + 1];
            if (!Objects.equals(found, expected)) throw new Exception("%s: %s (expected: %s)".formatted(what, found, expected));
        }
    }

    @SuppressWarnings("unchecked")
    static <T> T in(Object json, String... path) {
        for (String key : path) json = ((Map<?, ?>) json).get(key);
        return (T) json;
    }
    static List<?> list(Object json, String key) { return in(json, key); }

    // Reads JSON into Map, List, String, Long, Boolean and null. Commas and colons are passed over: it is bytes that are proved.
    static Object json(String text) {
        return value(Pattern.compile("[{}\\[\\]]|\"((?:[^\"\\\\]|\\\\.)*+)\"|[^\\s,:{}\\[\\]\"]+").matcher(text));
    }
    static Object value(Matcher tokens) {
        String token = tokens.find() ? tokens.group() : "the end of the text";
        Map<Object, Object> map = new HashMap<>();
        List<Object> list = new ArrayList<>();
        switch (token) {
            case "{":
                for (Object key = value(tokens); key != END; key = value(tokens)) map.put(key, value(tokens));
                return map;
            case "[":
                for (Object value = value(tokens); value != END; value = value(tokens)) list.add(value);
                return list;
            case "}", "]": return END;
            case "null": return null;
            case "true", "false": return token.equals("true");
            default: return tokens.group(1) == null ? Long.valueOf(token) : unescaped(tokens.group(1));
        }
    }
    static String unescaped(String text) {
        return Pattern.compile("\\\\(u(.{4})|.)").matcher(text).replaceAll(found -> Matcher.quoteReplacement(String.valueOf(
                found.group(2) == null ? "\"\\/\b\f\n\r\t".charAt("\"\\/bfnrt".indexOf(found.group(1)))
                        : (char) HexFormat.fromHexDigits(found.group(2)))));
    }
}
