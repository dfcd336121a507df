package org.lode.author;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.author.NoticeWriter.Mention;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Sha256;
import org.lode.release.Delta;
import org.lode.release.Leaf;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Notice;
import org.lode.release.Notices;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.ReleaseFiles;
import tools.jackson.databind.JsonNode;

/** Rewrites the deltas of a dataset folder without the content of a record. */
final class Redactor {
    private final Path dataset;
    private final List<Published> releases;
    private final ReleaseArchive archive;
    private final ReleaseReader reader;

    Redactor(Path dataset, List<Published> releases, ReleaseArchive archive) {
        this.dataset = dataset;
        this.releases = releases;
        this.archive = archive;
        this.reader = new ReleaseReader(ReleaseArchive.files(dataset));
    }

    /** Returns the key of the record with this id. Fails unless the record is gone and not redacted yet. */
    RecordKey gone(String id) {
        List<RecordKey> gone = archive.gone().keySet().stream()
                .filter(key -> key.id().equals(id))
                .filter(key -> archive.state().find(key).isEmpty())
                .toList();
        if (gone.isEmpty()) {
            boolean live = archive.state().leaves().keySet().stream()
                    .anyMatch(key -> key.id().equals(id));
            String takeOut = "a record that is gone; take it out first, by a release with RETRACTION";
            throw new BadInput("ID", id, live ? takeOut : "the id of a record that a release held");
        }
        return gone.stream()
                .filter(key -> archive.notices().redaction(key).isEmpty())
                .min(RecordKey::compareTo)
                .orElseThrow(() -> new BadInput("ID", id, "a record that is not redacted already"));
    }

    /**
     * Finds what a redaction would remove, and what else names the record. Writes nothing.
     *
     * @param queries folder of the queries that a server keeps for citations; null when unknown
     */
    NoticeWriter.RedactionPreview preview(RecordKey key, @Nullable Path queries) {
        List<Leaf> versions = new ArrayList<>();
        List<String> affected = releases.stream()
                .filter(release -> names(delta(release), key, versions))
                .map(release -> release.manifest().version())
                .toList();
        Mentions mentions = new Mentions(key, versions);
        releases.forEach(release -> mentions.add(release, delta(release), archive));
        return new NoticeWriter.RedactionPreview(
                key,
                hashes(versions).size(),
                affected,
                mentions.records(),
                mentions.releases(),
                queries == null ? List.of() : queries(queries, mentions));
    }

    private static List<String> queries(Path folder, Mentions mentions) {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> found = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".json") && mentions.in(Files.readString(file))) {
                    found.add(String.valueOf(file.getFileName()));
                }
            }
            return found;
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailed(
                    "--citations: %s cannot be read (expected: a folder of kept queries)".formatted(folder), e);
        }
    }

    /** Writes each delta that has the record under a new name. No pointer or notice leads to these files yet. */
    Notice.Removed rewrite(RecordKey key) {
        List<Leaf> versions = new ArrayList<>();
        List<Notice.Rewritten> deltas = new ArrayList<>();
        for (Published release : releases) {
            Delta delta = delta(release);
            if (names(delta, key, versions)) {
                deltas.add(write(release.manifest(), delta.bytes(key::equals)));
            }
        }
        return new Notice.Removed(key, List.copyOf(hashes(versions)), deltas);
    }

    private Delta delta(Published release) {
        return reader.delta(release.manifest(), archive.notices());
    }

    /** Returns whether a delta names a record; adds the versions of the record that begin there. */
    private static boolean names(Delta delta, RecordKey key, List<Leaf> versions) {
        List<Op> named = delta.ops().stream().filter(op -> op.key().equals(key)).toList();
        named.stream().map(Op::after).filter(Objects::nonNull).forEach(versions::add);
        return !named.isEmpty();
    }

    private static Set<String> hashes(List<Leaf> versions) {
        return versions.stream().map(Leaf::hash).collect(Collectors.toCollection(TreeSet::new));
    }

    private Notice.Rewritten write(Manifest release, byte[] delta) {
        String name = Notice.Redaction.file(archive.notices().count() + 1);
        Path file = dataset.resolve(ReleaseFiles.file(release.version(), name));
        WholeFile.writing(dataset, () -> WholeFile.replace(file, delta));
        return new Notice.Rewritten(Notice.ReleaseName.of(release), delta.length, Sha256.hexOf(delta));
    }

    /** Deletes replaced deltas, and those that an interrupted redaction left. */
    void sweep(Notices notices) {
        for (Published release : releases) {
            String kept = notices.content(release.manifest())
                    .map(Manifest.Content::path)
                    .orElse("");
            WholeFile.writing(dataset, () -> {
                sweep(dataset.resolve("releases").resolve(release.manifest().version()), kept);
                return kept;
            });
        }
    }

    private static void sweep(Path folder, String kept) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.matches("\\.?delta(\\.r[0-9]+)?\\.jsonl") && !name.equals(kept)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Finds what else names a record in any release: by its id, or by one of its names in a text. */
    static final class Mentions {
        /** Shorter names occur in unrelated words. */
        private static final int SHORTEST_NAME = 4;

        private static final Pattern ID = Pattern.compile("[a-z]+:[A-Za-z0-9._-]+");

        private final RecordKey record;
        private final Predicate<String> isMention;
        private final Map<RecordKey, Mention> byRecord = new TreeMap<>();
        private final List<String> releases = new ArrayList<>();

        /** Looks for a record with these versions. */
        Mentions(RecordKey record, List<Leaf> versions) {
            this.record = record;
            Pattern id =
                    Pattern.compile("(?<![A-Za-z0-9:._-])%s(?![A-Za-z0-9_-])".formatted(Pattern.quote(record.id())));
            List<String> names = names(versions);
            // The id of another record is no mention, even if the name is part of it.
            this.isMention = text -> ID.matcher(text).matches()
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

        /** Searches one more release; releases come in their order. {@code newest} has the live records. */
        void add(Published release, Delta delta, ReleaseArchive newest) {
            String version = release.manifest().version();
            if (isMention.test(release.manifest().notes())) {
                releases.add(version);
            }
            for (Op op : delta.ops()) {
                Set<String> paths = new TreeSet<>();
                Leaf after = op.after();
                if (!op.key().equals(record)) {
                    paths(after, paths);
                    addFromOperation(op, paths);
                }
                if (!paths.isEmpty()) {
                    boolean live = after != null
                            && after.equals(newest.state().leaves().get(op.key()));
                    Optional.ofNullable(byRecord.get(op.key())).ifPresent(before -> paths.addAll(before.paths()));
                    byRecord.put(op.key(), new Mention(op.key(), List.copyOf(paths), version, live));
                }
            }
        }

        private void paths(@Nullable Leaf version, Set<String> paths) {
            if (version != null && !version.isRedacted()) {
                JsonNode data = version.data();
                data.propertyNames().stream()
                        .filter(name -> texts(data.path(name)).anyMatch(isMention))
                        .forEach(paths::add);
            }
        }

        /** Adds {@code note} and {@code into} when the operation itself names the record there. */
        private void addFromOperation(Op op, Set<String> paths) {
            String note = op.cause().note();
            if (note != null && isMention.test(note)) {
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

        /** Returns the records, in the order of types and ids. */
        List<Mention> records() {
            return List.copyOf(byRecord.values());
        }

        /** Returns the versions of the releases whose notes name it, the oldest first. */
        List<String> releases() {
            return List.copyOf(releases);
        }

        /** Returns whether a text names the record. */
        boolean in(String text) {
            return isMention.test(text);
        }
    }
}
