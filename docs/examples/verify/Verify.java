import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
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

/** Verifies answers and files of a Lode with the JDK alone: see README.md. Hashes are SHA-256 in hex. */
public class Verify {
    static final String USAGE = "record ORIGIN TYPE ID [VERSION] | file URL | release ORIGIN [VERSION] [--key KEY.pub]"
            + " | served ORIGIN [VERSION]";
    static final String ID = "([a-z]+:[A-Za-z0-9][A-Za-z0-9._-]*)", FORMS = ("record (\\S+?)/? TYPE ID(?: VERSION)?"
            + "|file ((\\S+)/releases/VERSION/(?:full/(?=\\w+\\.)|bucket/(?=\\w+/))TYPE(?:/([0-9a-f]{2}))?\\.jsonl)"
            + "|release (\\S+?)/?(?: VERSION)?(?: --key (.+))?|served (\\S+?)/?(?: VERSION)?")
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
                System.out.println("OK " + lines(given.group(5), table, given.group(9), new HashMap<>()));
            } else if (given.group(10) != null) {
                release(given.group(10), given.group(11), given.group(12));
            } else {
                served(given.group(13), given.group(14));
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
        for (Object table : list(wanted, "tables")) System.out.println(lines(full + in(table, "type") + ".jsonl", table, null, new HashMap<>()));
        System.out.printf("OK release %s has the root %s%n", in(wanted, "version"), in(wanted, "root"));
    }

    // What is served: of every record of a release, exports and GraphQL give the values that its proved line has.
    static void served(String origin, String version) throws Exception {
        Object manifest = manifest(origin, version == null ? in(state(origin, null), "version") : version, null);
        String at = in(manifest, "version"), schema = "{ __schema { types { kind name fields { name args { type { kind } defaultValue }"
                + " type { kind name ofType { kind name } } } } } }";
        Map<String, Object> known = new HashMap<>();
        for (Object type : list(in(ask(origin, schema, "null"), "data", "__schema"), "types")) known.put(in(type, "name"), type);
        for (Object table : list(manifest, "tables")) {
            String type = in(table, "type"), url = origin + "/releases/" + at + "/full/" + type + ".jsonl", plural = null;
            if (type.equals("Redirect") || in(table, "rows").equals(0L)) continue;
            Map<String, Object> records = new TreeMap<>();
            lines(url, table, null, records);
            for (Object field : list(known.get("Query"), "fields")) {
                if ((type + "Connection").equals(in(named(field), "name"))) plural = in(field, "name");
            }
            String name = plural.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            List<Object> rows = new ArrayList<>(), nodes = new ArrayList<>();
            for (String row : get(origin + "/export/" + name + ".jsonl?at=" + at, null).split("\n")) rows.add(json(row));
            Set<String> keys = new TreeSet<>(), scalars = new TreeSet<>();
            for (Object record : records.values()) ((Map<?, ?>) record).keySet().forEach(key -> keys.add((String) key));
            for (Object field : list(known.get(type), "fields")) {
                boolean free = list(field, "args").stream().allMatch(arg ->
                        !"NON_NULL".equals(in(arg, "type", "kind")) || in(arg, "defaultValue") != null);
                if (free && Set.of("SCALAR", "ENUM").contains(Verify.<String>in(named(field), "kind"))) scalars.add(in(field, "name"));
            }
            StringBuilder asked = new StringBuilder("id: recordId");
            for (String key : keys) if (scalars.contains(camel(key))) asked.append(' ').append(key).append(": ").append(camel(key));
            String query = "query($after: String) { list: %s(first: 500, after: $after, at: {version: \\\"%s\\\"}) { nodes { %s }"
                    + " pageInfo { hasNextPage endCursor } } }";
            for (Object page = null; page == null || in(page, "pageInfo", "hasNextPage").equals(true); ) {
                String after = page == null ? "null" : "\"" + in(page, "pageInfo", "endCursor") + "\"";
                Object answer = ask(origin, query.formatted(plural, at, asked), after);
                check("errors of " + plural, in(answer, "errors"), null);
                page = in(answer, "data", "list");
                nodes.addAll(list(page, "nodes"));
            }
            System.out.printf("%s: %d records, %d values of exports and %d of GraphQL are those of their lines%n", type, records.size(),
                    compare("export " + name, records, rows), compare("GraphQL " + plural, records, nodes));
        }
        System.out.printf("OK what is served of release %s is what its root proves%n", at);
    }
    static Object named(Object field) {
        return in(field, "type", "ofType") == null ? in(field, "type") : in(field, "type", "ofType");
    }
    static Object ask(String origin, String query, String after) throws Exception {
        return json(get(origin + "/graphql", "{\"query\":\"" + query + "\",\"variables\":{\"after\":" + after + "}}"));
    }
    static String camel(String key) {
        return Pattern.compile("_([a-z0-9])").matcher(key).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }

    // Compares rows with records, value by value; lists and objects, which have rows or fields of their own, are left out.
    static int compare(String what, Map<String, Object> records, List<Object> rows) throws Exception {
        Set<Object> ids = new TreeSet<>();
        for (Object row : rows) ids.add(in(row, "id"));
        check("rows of " + what, ids, records.keySet());
        int values = 0;
        for (Object row : rows) {
            Map<?, ?> record = (Map<?, ?>) records.get((String) in(row, "id"));
            for (Map.Entry<?, ?> cell : ((Map<?, ?>) row).entrySet()) {
                Object line = record.get(cell.getKey()), value = cell.getValue();
                if (!record.containsKey(cell.getKey()) || line instanceof Map || line instanceof List) continue;
                boolean same = value instanceof Number && line != null
                        ? new BigDecimal(value.toString()).compareTo(new BigDecimal(line.toString())) == 0
                        : Objects.equals(value, line);
                if (!same) check(cell.getKey() + " of " + in(row, "id") + " in " + what, value, line);
                values++;
            }
        }
        return values;
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

    // A manifest: it has the values of the link to it, its buckets give its tables, and those its root.
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
    static String lines(String url, Object table, String only, Map<String, Object> records) throws Exception {
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
            if (gone == null) records.put(id, in(json, "data"));
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

    // Reads JSON into Map, List, String, Long, BigDecimal, Boolean and null. Commas and colons are passed over: it is bytes that are proved.
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
            default: return tokens.group(1) == null ? number(token) : unescaped(tokens.group(1));
        }
    }
    static Object number(String token) {
        return token.matches("-?[0-9]+") ? (Object) Long.valueOf(token) : new BigDecimal(token);
    }
    static String unescaped(String text) {
        return Pattern.compile("\\\\(u(.{4})|.)").matcher(text).replaceAll(found -> Matcher.quoteReplacement(String.valueOf(
                found.group(2) == null ? "\"\\/\b\f\n\r\t".charAt("\"\\/bfnrt".indexOf(found.group(1)))
                        : (char) HexFormat.fromHexDigits(found.group(2)))));
    }
}
