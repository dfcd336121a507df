package org.lode.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes requests to all addresses: good ones, odd ones, and some that are hardly HTTP. */
final class RandomHttp {
    /** A body that gives a query an id; always the same one, since there is room for only so many. */
    static final String CITED = "{\"query\": \"{ projects(first: 100) { nodes { id name } } }\"}";

    private static final String RELEASE = "/releases/2026.11.3/";

    private static final List<String> PATHS = List.of(
            "/graphql?query={projects(first:100){nodes{id,name}}}",
            "/graphql?query=%7Bprojects(first:3)%7Bnodes%7Bid%7D%7D%7D",
            "/graphql?query={__typename}",
            "/graphql?query=a=b",
            "/graphql?query={projects(first:3){nope}}",
            "/graphql",
            "/export",
            "/export/",
            "/export/offices.csv",
            "/export/offices.jsonl?at=2026.11.2",
            "/export/offices.parquet",
            "/export/offices.csv?filter={\"city\":{\"eq\":\"Tokyo\"}}",
            "/export/offices.csv?orderBy=[]",
            "/export/offices.csv?orderBy=[{\"field\":\"CITY\"}]&fields=city,id",
            "/export/offices.csv?fields=nope",
            "/export/nope.csv",
            "/export/offices",
            "/releases/",
            RELEASE,
            RELEASE + "manifest.json",
            RELEASE + "delta.jsonl",
            RELEASE + "full/Project.jsonl",
            RELEASE + "full/Office.jsonl",
            RELEASE + "data/offices.csv",
            RELEASE + "data/offices.parquet",
            RELEASE + "places.geojson",
            RELEASE + "SHA256SUMS",
            RELEASE + "nope",
            "/releases/1999.1.0/manifest.json",
            "/mirror/v1/state.json",
            "/mirror/v1/keys.json",
            "/mirror/v1/notices.jsonl",
            "/mirror/v1/nope",
            "/mirror",
            "/q",
            "/q/nope",
            "/.well-known/dataset-mirror.json",
            "/schema.graphql",
            "/",
            "/projects",
            "/projects.json",
            "/record.csv",
            "/graphiql",
            "/assets/nope/style.css",
            "/favicon.ico",
            "/nope");

    private static final List<String> METHODS = List.of(
            "HEAD", "HEAD", "POST", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "QUERY", "get", "X-Y");

    /** Values that any header can have. */
    private static final List<String> ODD = List.of(
            "",
            " ",
            "abc",
            "*",
            "*/*",
            ",",
            ",,;;==",
            ";",
            "\"",
            "\"\"",
            "'",
            "W/\"",
            "=",
            "/",
            "a/b/c",
            "0",
            "-1",
            "99999999999999999999",
            "1e9",
            "NaN",
            "null",
            "true",
            "{}",
            "[]",
            "{\"a\":1}",
            "<script>",
            "%00",
            "%",
            "\u00e9\u00ff",
            "\t",
            "x".repeat(3_000),
            "text/html;charset=nope",
            "a=b; c=d; e",
            "http://[::1",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "bytes=0-",
            "gzip;q=nope");

    private static final List<String> HEADERS = List.of(
            "Accept",
            "Accept-Charset",
            "Accept-Language",
            "Authorization",
            "Cache-Control",
            "Content-Encoding",
            "Content-Language",
            "Content-Range",
            "Content-Type",
            "Cookie",
            "Date",
            "Expect",
            "Forwarded",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "If-Range",
            "If-Unmodified-Since",
            "Max-Forwards",
            "Origin",
            "Access-Control-Request-Method",
            "Access-Control-Request-Headers",
            "Pragma",
            "Prefer",
            "Range",
            "Referer",
            "TE",
            "Trailer",
            "User-Agent",
            "Via",
            "X-Api-Key",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-HTTP-Method-Override",
            "traceparent",
            "apollographql-client-name");

    /** Codings, and whether gzip is among what the client accepts. */
    private record Coding(String value, boolean gzip) {}

    private static final List<Coding> CODINGS = List.of(
            new Coding("gzip", true),
            new Coding("GZip ; q=0.5", true),
            new Coding("br;q=1, gzip;q=0.1", true),
            new Coding("gzip, deflate, br, zstd", true),
            new Coding("*", true),
            new Coding("*;q=0.1, deflate", true),
            new Coding("x-gzip", true),
            new Coding("gzip;q=0", false),
            new Coding("gzip;q=0, *;q=1", false),
            new Coding("gzip;q=5", false),
            new Coding("deflate", false),
            new Coding("br, zstd, snappy", false),
            new Coding("identity", false),
            new Coding("identity;q=0", false),
            new Coding("*;q=0", false),
            new Coding("", false),
            new Coding(";q=1", false),
            new Coding("\u00e9", false));

    private static final List<String> TAGS =
            List.of("*", "\"x\"", "W/\"x\"", "abc", "", "\"", "W/\"", ",", "\"x\", \"y\"", "\"x", "W/x");

    private static final List<String> RANGES = List.of(
            "bytes=0-0",
            "bytes=0-99",
            "bytes=10-",
            "bytes=-10",
            "bytes=-0",
            "bytes=5-2",
            "bytes=999999999-",
            "bytes=0-1,3-4",
            "bytes=",
            "bytes",
            "lines=1-2",
            "bytes=a-b",
            "bytes=0-99999999999999999999999",
            "BYTES=0-1",
            "");

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/graphql-response+json",
            "text/html",
            "image/png",
            "text/csv",
            "*/*",
            "application/*;q=0.5",
            "application/json;q=0",
            "application/json; charset=utf-16",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/problem+json, */*;q=0.1");

    private static final List<String> BODIES = List.of(
            CITED,
            CITED,
            CITED,
            "",
            "{}",
            "[]",
            "{",
            "null",
            "7",
            "\"x\"",
            "{\"query\": 7}",
            "{\"query\": \"{\"}",
            "a=b&c=d",
            "{\"query\": \"{ __typename }\", \"variables\": []}",
            "\u0000",
            "--x\r\n\r\n--x--");

    private final Random random;
    private final String cited;

    RandomHttp(Random random, String cited) {
        this.random = random;
        this.cited = cited;
    }

    /**
     * A request.
     *
     * @param lines the first line and the headers
     * @param body a character for each byte
     * @param gzip whether it accepts gzip
     * @param conditional whether it has {@code If-None-Match}
     */
    record Request(String method, String address, List<String> lines, String body, boolean gzip, boolean conditional) {
        @Override
        public String toString() {
            String all = String.join("\\r\\n", lines) + " " + body;
            return all.length() > 1_000 ? all.substring(0, 1_000) + "..." : all;
        }
    }

    Request next() {
        String method = chance(3) ? one(METHODS) : "GET";
        String address = address();
        List<String> lines = new ArrayList<>();
        lines.add(method + " " + address + " "
                + (chance(60) ? one(List.of("HTTP/1.0", "HTTP/1.2", "HTTP/9", "X", "")) : "HTTP/1.1"));
        lines.add("Host: "
                + (chance(40)
                        ? one(List.of(
                                "",
                                "x",
                                "my_host:80",
                                "a b",
                                "[::1",
                                "[::1]:80",
                                "x:99999",
                                "x:y",
                                "a/b",
                                "a@b",
                                "\u00e9",
                                "#",
                                "?"))
                        : "localhost:" + 80));
        boolean gzip = false;
        if (chance(2)) {
            Coding coding = one(CODINGS);
            lines.add("Accept-Encoding: " + coding.value());
            gzip = coding.gzip();
        }
        if (chance(4)) {
            lines.add("Range: " + one(RANGES));
        }
        if (chance(8)) {
            lines.add("If-None-Match: " + one(TAGS));
        }
        if (chance(4)) {
            lines.add("Accept: " + one(TYPES));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            lines.add(one(HEADERS) + ": " + one(ODD));
        }
        if (chance(50)) {
            lines.add(one(List.of(
                    "no colon",
                    ": no name",
                    "sp ace: x",
                    "x\u0001y: z",
                    "Content-Length: abc",
                    "Content-Length: -1",
                    "Content-Length: 99999999999999999999",
                    "Transfer-Encoding: gzip",
                    "Transfer-Encoding: abc",
                    "Host: another",
                    "X-Long: " + "x".repeat(70_000),
                    "Upgrade: abc",
                    "Connection: abc",
                    "Connection: close")));
        }
        byte[] body = body(method, lines);
        boolean conditional = lines.stream().anyMatch(line -> line.startsWith("If-None-Match:"));
        return new Request(method, address, List.copyOf(lines), new String(body, ISO_8859_1), gzip, conditional);
    }

    private byte[] body(String method, List<String> lines) {
        if (!method.equals("POST") && !chance(30)) {
            return new byte[0];
        }
        byte[] body = one(BODIES).getBytes(UTF_8);
        if (chance(10)) {
            random.nextBytes(body);
        }
        lines.add("Content-Type: " + (chance(3) ? one(TYPES) : "application/json"));
        boolean said = lines.stream().anyMatch(line -> line.matches("(Content-Length|Transfer-Encoding):.*"));
        if (said) {
            return body;
        }
        if (chance(4)) {
            lines.add("Transfer-Encoding: chunked");
            if (chance(4)) {
                lines.add("Connection: close");
                return one(List.of("zz\r\nabc\r\n0\r\n\r\n", "3\r\nabcdef\r\n0\r\n\r\n", "fffffffffffffff\r\nabc"))
                        .getBytes(ISO_8859_1);
            }
            byte[] size = "%x\r\n".formatted(body.length).getBytes(ISO_8859_1);
            byte[] end = (body.length == 0 ? "\r\n" : "\r\n0\r\n\r\n").getBytes(ISO_8859_1);
            return joined(size, body, end);
        }
        lines.add("Content-Length: " + body.length);
        return body;
    }

    private static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private String address() {
        String path = chance(12) ? "/q/" + cited + (chance(2) ? "/data" : "") : one(PATHS);
        if (chance(8)) {
            path += (path.contains("?") ? "&" : "?")
                    + one(List.of("at", "filter", "query", "variables", "release", "x")) + "="
                    + one(List.of(
                            "",
                            "=",
                            "{}",
                            "[]",
                            "{",
                            "a=b",
                            "%",
                            "%zz",
                            "%ff",
                            "%00",
                            "\"",
                            "<>",
                            "\\",
                            "^`|",
                            "#x",
                            "\u00e9",
                            "a+b",
                            "&",
                            "=&=",
                            "null",
                            "2026.11.3",
                            "?",
                            "x".repeat(5_000)));
        }
        if (chance(25)) {
            int at = random.nextInt(path.length() + 1);
            path = path.substring(0, at)
                    + one(List.of(
                            "%",
                            "%2", "%2F", "%00", "%ff", "//", "/../", "/./", ";a=b", "{", "}", "[", "]", "|", "\\", "\"",
                            "^", "#", "?", "\u00e9", "\u0001", "*", ":", "@"))
                    + path.substring(at);
        }
        if (chance(50)) {
            path = one(List.of(
                    "*",
                    "graphql",
                    "http://localhost/graphql?query={__typename}",
                    "http://",
                    "http:///x",
                    "ftp://x/y",
                    "//x/y",
                    "localhost:80",
                    "?",
                    "#",
                    "http://a b/",
                    "https://localhost:99999/",
                    "/" + "x".repeat(100_000)));
        }
        return path;
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
