package org.lode.release;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;

/**
 * All notices, in their order. New notices are appended. No notice is changed or removed.
 *
 * @param lines of {@code notices.jsonl}, without line feeds, as they were written
 * @param all the same, parsed
 */
public record Notices(List<String> lines, List<Notice> all) {
    public static final Notices NONE = new Notices(List.of(), List.of());

    /** Number of lines, size and hash of {@code notices.jsonl}, as a state names them. */
    public record Extent(int count, long bytes, String sha256) {
        /** The extent without notices. */
        public static final Extent NONE = new Extent(0, 0, Sha256.hexOf());

        /** Reads the extent in a state. */
        public static Extent read(JsonFields fields) {
            Extent extent = new Extent(fields.count("count"), fields.size("bytes"), fields.hash("sha256"));
            if (extent.count() == 0 && !extent.equals(NONE)) {
                throw fields.wrong("count", "0 with 0 bytes and the hash of nothing, or the number of lines");
            }
            return extent;
        }
    }

    /** Parses these lines; fails at the first that is invalid. */
    public static Notices of(List<String> lines, String where) {
        List<Notice> all = IntStream.range(0, lines.size())
                .mapToObj(at -> Notice.read(lines.get(at), at + 1, where + ":" + (at + 1)))
                .toList();
        return new Notices(List.copyOf(lines), all);
    }

    /** Reads the notices of an extent; fails when size or hash differs. Ignores later bytes, which a later state names. */
    public static Notices read(byte[] file, Extent extent, String where) {
        byte[] bytes = file.length > extent.bytes() ? Arrays.copyOf(file, (int) extent.bytes()) : file;
        String sha256 = Sha256.hexOf(bytes);
        if (bytes.length != extent.bytes() || !sha256.equals(extent.sha256())) {
            throw new DatasetDamaged("%s: %d bytes, SHA-256 %s (expected: %d, %s)"
                    .formatted(where, bytes.length, sha256, extent.bytes(), extent.sha256()));
        }
        Notices notices = read(bytes, where);
        if (notices.count() != extent.count()) {
            throw new DatasetDamaged("%s: %d notices (expected: %d)".formatted(where, notices.count(), extent.count()));
        }
        return notices;
    }

    /** Reads the notices of a whole file. */
    public static Notices read(byte[] file, String where) {
        return file.length == 0 ? NONE : of(Lines.of(file, where).texts(), where);
    }

    /** Returns these notices and one more. */
    public Notices and(Notice next) {
        return of(Stream.concat(lines.stream(), Stream.of(next.line())).toList(), "the new notice");
    }

    /** Returns the bytes of {@code notices.jsonl}. */
    public byte[] bytes() {
        return Lines.join(lines);
    }

    /** Returns their extent, as a state names it. */
    public Extent extent() {
        return new Extent(lines.size(), bytes().length, Sha256.hexOf(bytes()));
    }

    public int count() {
        return lines.size();
    }

    /** Returns whether the others begin with these. */
    public boolean isPrefixOf(Notices others) {
        return others.lines.stream().limit(count()).toList().equals(lines);
    }

    /** Returns the withdrawal of this release; empty when it was not withdrawn. */
    public Optional<Notice.Withdrawal> withdrawal(int sequence) {
        return of(Notice.Withdrawal.class)
                .filter(notice -> notice.release().sequence() == sequence)
                .findFirst();
    }

    /** Returns the redaction of this record; empty when it was not redacted. */
    public Optional<Notice.Redaction> redaction(RecordKey key) {
        return of(Notice.Redaction.class)
                .filter(notice -> notice.removed().key().equals(key))
                .findFirst();
    }

    /** Returns the redacted records. */
    public Set<RecordKey> redacted() {
        return of(Notice.Redaction.class).map(notice -> notice.removed().key()).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the entry of a release's last rewritten delta; empty while it is as it was published. */
    public Optional<Manifest.Content> delta(int sequence) {
        return of(Notice.Redaction.class)
                .flatMap(notice -> notice.removed().deltas().stream()
                        .filter(delta -> delta.release().sequence() == sequence)
                        .map(delta -> Manifest.Content.delta(notice.file(), delta.bytes(), delta.sha256())))
                .reduce((earlier, later) -> later);
    }

    /** Returns the entry of a release's current delta; empty when its manifest names none. */
    public Optional<Manifest.Content> content(Manifest manifest) {
        return delta(manifest.sequence()).or(manifest::delta);
    }

    /** Fails when a notice names a release that is not among these. */
    public void check(Set<Notice.ReleaseName> known) {
        for (Notice notice : all) {
            Stream<Notice.ReleaseName> named = switch (notice) {
                case Notice.Withdrawal withdrawal -> Stream.of(withdrawal.release());
                case Notice.Redaction redaction ->
                    redaction.removed().deltas().stream().map(Notice.Rewritten::release);
            };
            named.filter(release -> !known.contains(release)).findFirst().ifPresent(release -> {
                throw new DatasetDamaged("notice %d: release %d, %s (expected: one that there is)"
                        .formatted(notice.n(), release.sequence(), release.version()));
            });
        }
    }

    private <T extends Notice> Stream<T> of(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast);
    }
}
