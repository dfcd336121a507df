package org.lode.author;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.release.Delta;
import org.lode.release.Leaf;
import org.lode.release.Manifest.Published;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import tools.jackson.databind.JsonNode;

/** Finds what else, in any release, names a record by its id or has one of its names in a text. */
final class Mentions {
    /** A shorter name would be found in words that have nothing to do with the record. */
    private static final int SHORTEST_NAME = 4;

    private static final Pattern ID = Pattern.compile("[a-z]+:[A-Za-z0-9._-]+");

    private final RecordKey record;
    private final Predicate<String> tells;
    private final Map<RecordKey, Mention> byRecord = new TreeMap<>();
    private final List<String> releases = new ArrayList<>();

    /** Looks for a record that had these versions. */
    Mentions(RecordKey record, List<Leaf> versions) {
        this.record = record;
        Pattern id = Pattern.compile("(?<![A-Za-z0-9:._-])%s(?![A-Za-z0-9_-])".formatted(Pattern.quote(record.id())));
        List<String> names = names(versions);
        // An id is one word, and says nothing of the name that stands in it.
        this.tells = text -> ID.matcher(text).matches()
                ? text.equals(record.id())
                : id.matcher(text).find() || names.stream().anyMatch(lower(text)::contains);
    }

    private static List<String> names(List<Leaf> versions) {
        return versions.stream()
                .filter(leaf -> !leaf.isRedacted())
                .map(Leaf::data)
                .flatMap(data -> Stream.of(data.path("name"), data.path("title")))
                .map(name -> lower(name.asString("")))
                .filter(name -> name.length() >= SHORTEST_NAME)
                .distinct()
                .toList();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Takes one more release, which follows those before; {@code newest} holds the live records. */
    void add(Published release, Delta delta, ReleaseArchive newest) {
        String version = release.manifest().version();
        if (tells.test(release.manifest().notes())) {
            releases.add(version);
        }
        for (Op op : delta.ops()) {
            Set<String> paths = new TreeSet<>();
            Leaf after = op.after();
            if (!op.key().equals(record)) {
                paths(after, paths);
                told(op, paths);
            }
            if (!paths.isEmpty()) {
                boolean live = after != null
                        && newest.state().find(op.key()).filter(after::equals).isPresent();
                Mention before = byRecord.get(op.key());
                if (before != null) {
                    paths.addAll(before.paths());
                }
                byRecord.put(op.key(), new Mention(op.key(), List.copyOf(paths), version, live));
            }
        }
    }

    private void paths(@Nullable Leaf version, Set<String> paths) {
        if (version != null && !version.isRedacted()) {
            JsonNode data = version.data();
            data.propertyNames().stream()
                    .filter(name -> texts(data.path(name)).anyMatch(tells))
                    .forEach(paths::add);
        }
    }

    /** What the operation itself says: its note, and the record that stands for a merged one. */
    private void told(Op op, Set<String> paths) {
        String note = op.cause().note();
        if (note != null && tells.test(note)) {
            paths.add("note");
        }
        if (op instanceof Op.Merge merge && merge.into().equals(record.id())) {
            paths.add("into");
        }
    }

    private static Stream<String> texts(JsonNode value) {
        return value.isString()
                ? Stream.of(value.stringValue())
                : value.valueStream().flatMap(Mentions::texts);
    }

    /** The records, in the order of types and ids. */
    List<Mention> records() {
        return List.copyOf(byRecord.values());
    }

    /** The versions of the releases whose notes do, the oldest first. */
    List<String> releases() {
        return List.copyOf(releases);
    }

    /** Whether a text names the record. */
    boolean in(String text) {
        return tells.test(text);
    }
}
