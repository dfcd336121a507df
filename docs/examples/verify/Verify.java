import java.io.IOException;
import java.net.URI;
import java.net.http.*;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.*;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.*;
import java.util.regex.*;
import java.util.stream.*;

/** Verifies what a Lode tells, with nothing of Lode and nothing but the JDK: see README.md. Bytes are hashed as they came. */
public class Verify {
    static final String USAGE = "record ORIGIN TYPE ID [VERSION] | file URL | release ORIGIN [VERSION] [--key KEY.pub]";
    static final String VERSION = "\\d+\\.\\d+\\.\\d+", TYPE = "[A-Z][A-Za-z0-9]*", ID = "[a-z]+:[A-Za-z0-9][A-Za-z0-9._-]*";
    static final HexFormat HEX = HexFormat.of();
    static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

    public static void main(String[] given) throws Exception {
        List<String> args = new ArrayList<>(List.of(given));
        int option = args.indexOf("--key");
        String key = option >= 0 && option + 1 < args.size() ? args.remove(option + 1) : null;
        boolean keyed = option >= 0 && args.remove(option) != null;
        String line = String.join(" ", args);
        try {
            if (!keyed && line.matches("record \\S+ " + TYPE + " " + ID + "( " + VERSION + ")?")) {
                record(args.get(1), args.get(2), args.get(3), args.size() > 4 ? args.get(4) : null);
            } else if (!keyed && line.matches("file \\S+/releases/" + VERSION + "/(full/" + TYPE + "|bucket/" + TYPE + "/[0-9a-f]{2})\\.jsonl")) {
                file(args.get(1));
            } else if (line.matches("release \\S+( " + VERSION + ")?") && keyed == (key != null)) {
                release(args.get(1), args.size() > 2 ? args.get(2) : null, key);
            } else {
                System.err.println("usage: java Verify.java " + USAGE);
                System.exit(2);
            }
        } catch (IOException | RuntimeException | GeneralSecurityException e) {
            System.err.println("FAILED " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            System.exit(1);
        }
    }

    // One record: from its text to its table, from the table to the root that the manifest has.
    static void record(String origin, String type, String id, String version) throws Exception {
        Map<?, ?> manifest = version == null ? newest(origin, null) : manifest(origin, version);
        String query = "query($type: RecordType!, $id: ID!, $at: ReleaseRef) { proof(type: $type, id: $id, at: $at) {"
                + " body leaf bucket steps { side hash } table tableSteps { side hash } root } }";
        String asked = "{\"query\":\"%s\",\"variables\":{\"type\":\"%s\",\"id\":\"%s\",\"at\":{\"version\":\"%s\"}}}".formatted(query,
                type.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT), id, manifest.get("version"));
        Map<?, ?> answer = Json.read(text(send(HttpRequest.newBuilder(URI.create(origin + "/graphql"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(asked)))));
        check("errors of the answer", answer.get("errors"), null);
        Map<?, ?> proof = (Map<?, ?>) ((Map<?, ?>) answer.get("data")).get("proof");
        check("the release holds " + id, proof != null, true);
        byte[] leaf = HEX.parseHex((String) proof.get("leaf"));
        if (proof.get("body") instanceof String body) {
            Map<?, ?> record = Json.read(body);
            check("type and id of the body", record.get("type") + " " + record.get("id"), type + " " + id);
            check("leaf of the body", hex(leaf(utf8(body))), hex(leaf));
        }
        say(proof.get("body") == null ? "redacted: the leaf %s alone is proved" : "the body has the leaf %s", hex(leaf));
        List<?> steps = (List<?>) proof.get("steps");
        int bucket = bucket(type, id);
        check("bucket", proof.get("bucket"), HEX.toHexDigits((byte) bucket));
        // The last 8 steps go through the 256 buckets: their sides spell the number of the bucket.
        for (int bit = 0; bit < 8; bit++) {
            Object side = ((Map<?, ?>) steps.get(steps.size() - 8 + bit)).get("side");
            check("side of step " + (steps.size() - 8 + bit), side, (bucket >> bit & 1) == 1 ? "LEFT" : "RIGHT");
        }
        String table = (String) proof.get("table"), root = hex(walk(leaf, steps));
        check("table root in " + table, table.matches("\\{\"root\":\"" + root + "\",\"rows\":\\d+,\"type\":\"" + type + "\"}") ? root : table, root);
        say("%d steps lead through bucket %s to the table root %s", steps.size(), proof.get("bucket"), root);
        check("root that the steps lead to", hex(walk(leaf(utf8(table)), (List<?>) proof.get("tableSteps"))), manifest.get("root"));
        check("root of the proof", proof.get("root"), manifest.get("root"));
        say("OK %s %s is in release %s, root %s", type, id, manifest.get("version"), manifest.get("root"));
    }

    // One file: its lines give the hash that the manifest of its release has.
    static void file(String url) throws Exception {
        Matcher at = Pattern.compile("(.*)/releases/([^/]+)/(full|bucket)/(\\w+)(?:/(..))?\\.jsonl").matcher(url);
        at.matches();
        for (Object table : (List<?>) manifest(at.group(1), at.group(2)).get("tables")) {
            if (((Map<?, ?>) table).get("type").equals(at.group(4))) {
                say("OK %s", lines(get(url), (Map<?, ?>) table, at.group(5)));
                return;
            }
        }
        check("table in the manifest", null, at.group(4));
    }

    // A whole release: the state and who signed it, the manifests back to the first, and every record of one.
    static void release(String origin, String version, String key) throws Exception {
        Map<?, ?> wanted = null;
        for (Map<?, ?> manifest = newest(origin, key); manifest != null; manifest = before(origin, manifest)) {
            if (wanted == null && (version == null || version.equals(manifest.get("version")))) {
                wanted = manifest;
            }
        }
        check("release " + version + " in the chain", wanted != null, true);
        for (Object table : (List<?>) wanted.get("tables")) {
            say("%s", lines(get(origin + "/releases/" + wanted.get("version") + "/full/" + ((Map<?, ?>) table).get("type") + ".jsonl"), (Map<?, ?>) table, null));
        }
        say("OK release %s has the root %s", wanted.get("version"), wanted.get("root"));
    }

    // The manifest that the state leads to; with a key, the state must be signed.
    static Map<?, ?> newest(String origin, String key) throws Exception {
        String line = text(get(origin + "/mirror/v1/state.json")), sig = "\"sig\":\"([0-9a-f]{128})\",";
        Map<?, ?> state = Json.read(line);
        check("line feed at the end of the state", line.endsWith("\n"), true);
        check("format of the state", state.get("format"), "lode-mirror-state-1");
        if (key != null) {
            PublicKey signer = keys(origin, Files.readString(Path.of(key))).get(state.get("keyId"));
            check("a trusted key has signed the state (keyId " + state.get("keyId") + ")", signer != null, true);
            verify("the state", signer, line.substring(0, line.length() - 1).replaceFirst(sig, ""), (String) state.get("sig"));
        }
        boolean expired = Instant.parse((String) state.get("expiresAt")).isBefore(Instant.now().minus(Duration.ofMinutes(10)));
        check("the state (expires at " + state.get("expiresAt") + ")", expired ? "has expired" : "holds", "holds");
        say("the state holds until %s, %s", state.get("expiresAt"), key == null ? "its signature was not looked at" : "signed by " + state.get("keyId"));
        return linked(origin, state, "the state");
    }

    // The given key, and all that a trusted one has signed. The lines are canonical: what was signed is what came, without sig.
    static Map<String, PublicKey> keys(String origin, String pem) throws Exception {
        byte[] own = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
        check("start of the key", HEX.formatHex(own, 0, 12), "302a300506032b6570032100");
        String trusted = HEX.formatHex(own, 12, 44), text = text(get(origin + "/mirror/v1/keys.json"));
        String entry = "\\{\"keyId\":\"([0-9a-f]{16})\",\"publicKey\":\"([0-9a-f]{64})\",\"sig\":(?:null|\"([0-9a-f]{128})\"),\"signedBy\":(?:null|\"([0-9a-f]{16})\")}";
        check("form of keys.json", text.matches("\\{\"format\":\"lode-keys-1\",\"keys\":\\[" + entry + "(," + entry + ")*]}\n"), true);
        Map<String, PublicKey> keys = new HashMap<>(Map.of(keyId(trusted), publicKey(trusted)));
        for (MatchResult next : Pattern.compile(entry).matcher(text).results().toList()) {
            check("keyId of " + next.group(2), next.group(1), keyId(next.group(2)));
            if (next.group(4) != null && keys.containsKey(next.group(4))) {
                verify("key " + next.group(1), keys.get(next.group(4)), next.group().replaceFirst("\"sig\":[^,]*,", ""), next.group(3));
                keys.put(next.group(1), publicKey(next.group(2)));
            }
        }
        return keys;
    }

    static Map<?, ?> before(String origin, Map<?, ?> manifest) throws Exception {
        Map<?, ?> previous = (Map<?, ?>) manifest.get("previous");
        check("sequence of " + manifest.get("version"), manifest.get("sequence"), previous == null ? 1L : (Long) previous.get("sequence") + 1);
        return previous == null ? null : linked(origin, previous, "release " + manifest.get("version"));
    }

    static Map<?, ?> linked(String origin, Map<?, ?> link, String from) throws Exception {
        byte[] bytes = get(origin + "/releases/" + link.get("version") + "/manifest.json");
        check("SHA-256 of manifest " + link.get("version"), hex(sha256(bytes)), link.get("manifestSha256"));
        if (link.containsKey("manifestBytes")) {
            check("bytes of manifest " + link.get("version"), (long) bytes.length, link.get("manifestBytes"));
        }
        Map<?, ?> manifest = manifest((String) link.get("version"), bytes);
        check("sequence of " + link.get("version"), manifest.get("sequence"), link.get("sequence"));
        check("root of " + link.get("version"), manifest.get("root"), link.get("root"));
        say("%s leads to manifest %s by its SHA-256", from, link.get("version"));
        return manifest;
    }

    static Map<?, ?> manifest(String origin, String version) throws Exception {
        return manifest(version, get(origin + "/releases/" + version + "/manifest.json"));
    }

    // A manifest whose root follows from its buckets.
    static Map<?, ?> manifest(String version, byte[] bytes) throws Exception {
        Map<?, ?> manifest = Json.read(text(bytes));
        check("version of the manifest", manifest.get("version"), version);
        check("hash profile", manifest.get("hashProfile"), "jcs-sha256-b256-1");
        List<byte[]> lines = new ArrayList<>();
        for (Object each : (List<?>) manifest.get("tables")) {
            Map<?, ?> table = (Map<?, ?>) each, buckets = (Map<?, ?>) table.get("buckets");
            List<byte[]> hashes = IntStream.range(0, 256).mapToObj(i -> (String) buckets.get(HEX.toHexDigits((byte) i)))
                    .map(hash -> hash == null ? sha256() : HEX.parseHex(hash)).toList();
            check("root of table " + table.get("type"), hex(tree(hashes)), table.get("root"));
            lines.add(leaf(utf8("{\"root\":\"%s\",\"rows\":%s,\"type\":\"%s\"}".formatted(table.get("root"), table.get("rows"), table.get("type")))));
        }
        check("root of release " + version, hex(tree(lines)), manifest.get("root"));
        say("release %s: its tables give its root", version);
        return manifest;
    }

    // The lines of a table, or of one of its buckets: in order, each in its bucket, all together the hash of the manifest.
    static String lines(byte[] bytes, Map<?, ?> table, String only) throws Exception {
        List<List<byte[]>> buckets = Stream.generate(() -> (List<byte[]>) new ArrayList<byte[]>()).limit(256).toList();
        String last = "", type = (String) table.get("type");
        long rows = 0, redacted = 0;
        for (int start = 0, end; start < bytes.length; start = end + 1, rows++) {
            for (end = start; end < bytes.length && bytes[end] != '\n'; end++) {}
            check("line feed at the end of line " + (rows + 1), end < bytes.length, true);
            byte[] line = Arrays.copyOfRange(bytes, start, end);
            Map<?, ?> json = Json.read(text(line)), gone = (Map<?, ?>) json.get("redacted"), named = gone == null ? json : gone;
            String id = (String) named.get("id");
            check("type and id in line " + (rows + 1), id.matches(ID) ? named.get("type") : id, type);
            check("order of line " + (rows + 1), id.compareTo(last) > 0 ? "" : id + " after " + last, "");
            check("bucket of " + id, only == null || only.equals(HEX.toHexDigits((byte) bucket(type, id))), true);
            buckets.get(bucket(type, id)).add(gone == null ? leaf(line) : HEX.parseHex((String) gone.get("leaf")));
            last = id;
            redacted += gone == null ? 0 : 1;
        }
        List<byte[]> hashes = buckets.stream().map(Verify::tree).toList();
        if (only == null) {
            check("rows of " + type, rows, table.get("rows"));
            check("table root of " + type, hex(tree(hashes)), table.get("root"));
        } else {
            Object expected = ((Map<?, ?>) table.get("buckets")).get(only);
            check("bucket " + only + " of " + type, hex(hashes.get(Integer.parseInt(only, 16))), expected == null ? hex(sha256()) : expected);
        }
        return "%s%s: %d records, %d of them redacted, give the hash of the manifest".formatted(type, only == null ? "" : " " + only, rows, redacted);
    }

    static byte[] tree(List<byte[]> hashes) {
        if (hashes.size() < 2) {
            return hashes.isEmpty() ? sha256() : hashes.get(0);
        }
        int split = Integer.highestOneBit(hashes.size() - 1);
        return sha256(new byte[] {1}, tree(hashes.subList(0, split)), tree(hashes.subList(split, hashes.size())));
    }

    static byte[] walk(byte[] from, List<?> steps) {
        for (Object step : steps) {
            byte[] hash = HEX.parseHex((String) ((Map<?, ?>) step).get("hash"));
            boolean left = "LEFT".equals(((Map<?, ?>) step).get("side"));
            check("side of a step", ((Map<?, ?>) step).get("side"), left ? "LEFT" : "RIGHT");
            from = sha256(new byte[] {1}, left ? hash : from, left ? from : hash);
        }
        return from;
    }

    static byte[] leaf(byte[] content) { return sha256(new byte[] {0}, content); }
    static int bucket(String type, String id) { return sha256(utf8(type + ":" + id))[0] & 0xff; }
    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Stream.of(parts).forEach(digest::update);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String keyId(String publicKey) { return hex(sha256(HEX.parseHex(publicKey))).substring(0, 16); }
    static PublicKey publicKey(String hex) throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(HEX.parseHex("302a300506032b6570032100" + hex)));
    }

    static void verify(String what, PublicKey key, String signed, String sig) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(key);
        signature.update(utf8(signed));
        check("signature of " + what, sig != null && signature.verify(HEX.parseHex(sig)) ? "holds" : sig, "holds");
    }

    static byte[] get(String url) throws Exception { return send(HttpRequest.newBuilder(URI.create(url))); }

    static byte[] send(HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> answer = HTTP.send(request.timeout(Duration.ofMinutes(2)).build(), HttpResponse.BodyHandlers.ofByteArray());
        check("status of " + answer.uri(), answer.statusCode(), 200);
        return answer.body();
    }

    static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    static byte[] utf8(String text) { return text.getBytes(StandardCharsets.UTF_8); }
    static String hex(byte[] bytes) { return HEX.formatHex(bytes); }
    static void say(String format, Object... values) { System.out.println(format.formatted(values)); }

    static void check(String what, Object found, Object expected) {
        if (!Objects.equals(found, expected)) {
            throw new IllegalStateException("%s: %s (expected: %s)".formatted(what, found, expected));
        }
    }

    /** Reads JSON, strictly: objects as maps, each key once; whole numbers alone, as Long. */
    static final class Json {
        final String text;
        int at;

        Json(String text) { this.text = text; }

        static Map<?, ?> read(String text) {
            Json json = new Json(text);
            Map<?, ?> value = (Map<?, ?>) json.value();
            check("end of the JSON at " + json.at, json.took('\0') || json.at < text.length(), false);
            return value;
        }

        Object value() {
            if (took('{')) {
                Map<String, Object> map = new HashMap<>();
                for (boolean more = !took('}'); more; more = took(',') || !need('}')) {
                    String key = need('"') ? string() : "";
                    check("key " + key, map.containsKey(key) ? "twice" : "once", "once");
                    map.put(key, need(':') ? value() : null);
                }
                return map;
            } else if (took('[')) {
                List<Object> list = new ArrayList<>();
                for (boolean more = !took(']'); more; more = took(',') || !need(']')) {
                    list.add(value());
                }
                return list;
            } else if (took('"')) {
                return string();
            }
            Matcher word = Pattern.compile("true|false|null|-?(0|[1-9][0-9]{0,17})(?![0-9.eE])").matcher(text).region(at, text.length());
            check("JSON at " + at, word.lookingAt(), true);
            at = word.end();
            return word.group().equals("null") ? null : word.group(1) == null ? (Object) word.group().equals("true") : Long.valueOf(word.group());
        }

        String string() {
            StringBuilder string = new StringBuilder();
            for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
                check("control characters in JSON", c < ' ', false);
                string.append(c == '\\' ? escaped(text.charAt(at++)) : c);
            }
            return string.toString();
        }

        char escaped(char c) {
            at += c == 'u' ? 4 : 0;
            return c == 'u' ? (char) HexFormat.fromHexDigits(text, at - 4, at) : "\"\\/\b\f\n\r\t".charAt("\"\\/bfnrt".indexOf(c));
        }

        boolean took(char c) {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            boolean there = at < text.length() && text.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        boolean need(char c) {
            check("JSON at " + at, took(c) ? c : text.substring(at, Math.min(text.length(), at + 1)), c);
            return true;
        }
    }
}
