package org.lode.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lode.support.Seed;

/**
 * One thing on the way that is not as it was sent.
 *
 * @param ask what is verified, in a word
 * @param path whose answer is changed
 */
record Tampering(String name, String ask, String path, UnaryOperator<byte[]> change) {
    static final String STATE = "/mirror/v1/state.json";
    private static final String KEYS = "/mirror/v1/keys.json";
    private static final String GRAPHQL = "/graphql";
    static final Seed SEED = Seed.of(Tampering.class);
    private static final String SECOND_KEY =
            ",\\{\"keyId\":\"\\w+\",\"publicKey\":\"\\w+\",\"sig\":\"\\w+\",\"signedBy\":\"\\w+\"}";

    static Stream<Tampering> all(HandmadeOrigin origin, String release, String bucket) {
        return Stream.of(ofRecords(release), ofFiles(release, bucket), ofReleases(origin, release))
                .flatMap(some -> some);
    }

    private static Stream<Tampering> ofRecords(String release) {
        return Stream.of(
                new Tampering("a name in the body", "record", GRAPHQL, instead("\\\\\"data\\\\\"", "\\\\\"date\\\\\"")),
                new Tampering("the body's id", "record", GRAPHQL, instead("project:lofdal", "project:lofdak")),
                new Tampering("the body's type", "record", GRAPHQL, instead("Project", "Profect")),
                new Tampering("the leaf", "record", GRAPHQL, digit("\"leaf\":\"")),
                new Tampering("a step", "record", GRAPHQL, digit("\"hash\":\"")),
                new Tampering("a side", "record", GRAPHQL, instead("\"side\":\"(LEFT|RIGHT)", "\"side\":\"NEITHER")),
                new Tampering("the bucket", "record", GRAPHQL, digit("\"bucket\":\"")),
                new Tampering("the table's rows", "record", GRAPHQL, digit("rows\\\\\":")),
                new Tampering("the table's root", "record", GRAPHQL, digit("root\\\\\":\\\\\"")),
                new Tampering("a step of the table", "record", GRAPHQL, digit("\"tableSteps\":.*?\"hash\":\"")),
                new Tampering("the root", "record", GRAPHQL, digit("\"root\":\"")),
                new Tampering("the manifest", "record", release + "/manifest.json", any("manifest of a record")),
                new Tampering(
                        "a bucket's hash",
                        "version",
                        release + "/manifest.json",
                        digit("\\{\"buckets\":\\{\"..\":\"")));
    }

    private static Stream<Tampering> ofFiles(String release, String bucket) {
        String projects = release + "/full/Project.jsonl";
        String offices = release + "/full/Office.jsonl";
        return Stream.of(
                new Tampering("a full file", "projects", projects, any("full")),
                new Tampering("a shorter full file", "projects", projects, instead("\n[^\n]*\n$", "\n")),
                new Tampering("a full file without its end", "projects", projects, instead("\n$", "")),
                new Tampering("the order of lines", "projects", projects, instead("^([^\n]*\n)([^\n]*\n)", "$2$1")),
                new Tampering("a redacted leaf", "offices", offices, digit("\"leaf\":\"")),
                new Tampering("a redacted id", "offices", offices, instead("\"id\":\"office:", "\"id\":\"office:a")),
                new Tampering("a bucket file", "bucket", bucket, any("bucket")),
                new Tampering(
                        "another bucket's record",
                        "bucket",
                        bucket,
                        instead("^", "{\"id\":\"project:a\",\"type\":\"Project\"}\n")));
    }

    private static Stream<Tampering> ofReleases(HandmadeOrigin origin, String release) {
        return Stream.of(
                new Tampering("a table", "release", release + "/full/Source.jsonl", any("table")),
                new Tampering("the newest manifest", "release", release + "/manifest.json", any("newest")),
                new Tampering("the first manifest", "release", "/releases/2026.11.0/manifest.json", any("first")),
                new Tampering("the state's manifest", "release", STATE, digit("\"manifestSha256\":\"")),
                new Tampering(
                        "a state of the past",
                        "release",
                        STATE,
                        sent -> origin.state(Instant.now().minusSeconds(3600))),
                new Tampering("a signed state", "signed", STATE, any("state")),
                new Tampering("the state's signature", "signed", STATE, digit("\"sig\":\"")),
                new Tampering("capitals in the state's signature", "signed", STATE, capital("\"sig\":\"")),
                new Tampering("capitals in a public key", "signed", KEYS, capital("\"publicKey\":\"")),
                new Tampering("capitals in a key's signature", "signed", KEYS, capital("\"sig\":\"")),
                new Tampering("the end of a signed state", "signed", STATE, instead("\n$", " ")),
                new Tampering(
                        "the time of a signed state", "signed", STATE, instead("\"issuedAt\":\"2", "\"issuedAt\":\"3")),
                new Tampering("the keys", "signed", KEYS, any("keys")),
                new Tampering("a key's signature", "signed", KEYS, digit("\"sig\":\"")),
                new Tampering("keys without the one that signs", "signed", KEYS, instead(SECOND_KEY, "")));
    }

    /** Flips a bit somewhere. */
    private static UnaryOperator<byte[]> any(String name) {
        Random random = SEED.random(name);
        return sent -> {
            byte[] changed = sent.clone();
            changed[random.nextInt(sent.length)] ^= (byte) (1 << random.nextInt(8));
            return changed;
        };
    }

    /** Makes another digit of the one behind the first place that is found. */
    private static UnaryOperator<byte[]> digit(String behind) {
        return sent -> {
            Matcher found = Pattern.compile(behind, Pattern.DOTALL).matcher(new String(sent, UTF_8));
            if (!found.find()) {
                throw new IllegalStateException(behind + " is nowhere");
            }
            int at = new String(sent, UTF_8).substring(0, found.end()).getBytes(UTF_8).length;
            byte[] changed = sent.clone();
            changed[at] = (byte) (sent[at] == '1' ? '2' : '1');
            return changed;
        };
    }

    /** Writes the first letter of the hexadecimal digits behind the first place that is found as a capital. */
    private static UnaryOperator<byte[]> capital(String behind) {
        Pattern letter = Pattern.compile("(" + behind + "[0-9]*)([a-f])");
        return sent -> letter.matcher(new String(sent, UTF_8))
                .replaceFirst(found -> found.group(1) + found.group(2).toUpperCase(Locale.ROOT))
                .getBytes(UTF_8);
    }

    private static UnaryOperator<byte[]> instead(String found, String instead) {
        return sent -> {
            byte[] changed =
                    new String(sent, UTF_8).replaceFirst(found, instead).getBytes(UTF_8);
            if (Arrays.equals(sent, changed)) {
                throw new IllegalStateException(found + " is nowhere");
            }
            return changed;
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
