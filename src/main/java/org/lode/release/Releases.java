package org.lode.release;

import graphql.GraphQLContext;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.ReleaseNotFound;
import org.lode.model.Failure.Unavailable;
import org.lode.release.Release.Withdrawn;

/**
 * The releases that one operation can read, fixed before its first field is read, and those that it has read.
 *
 * @param entries by sequence, without gaps, from 1
 * @param notices the notices of them that were published since
 * @param repairs how often rows of this database were repaired, or derived changes replaced by published ones
 * @param read sequences of the releases that its fields have named so far
 */
public record Releases(List<Entry> entries, Notices notices, int repairs, Set<Integer> read) {
    public static final Releases NONE = new Releases(List.of(), Notices.NONE, 0);

    public Releases(List<Entry> entries, Notices notices, int repairs) {
        this(entries, notices, repairs, ConcurrentHashMap.newKeySet());
    }

    /** Returns the same releases for another operation, which has read none of them yet. */
    public Releases unread() {
        return new Releases(entries, notices, repairs);
    }

    /** Returns the releases up to this one, with all notices. */
    public Releases upTo(Release latest) {
        return new Releases(entries.subList(0, latest.sequence()), notices, repairs);
    }

    /** Returns the longer list of releases and of notices: both only grow. */
    public static Releases joined(Releases one, Releases other) {
        return new Releases(
                one.entries.size() >= other.entries.size() ? one.entries : other.entries,
                one.notices.count() >= other.notices.count() ? one.notices : other.notices,
                Math.max(one.repairs, other.repairs));
    }

    /** Returns a number that grows when the same question may have another answer: with each notice and each repair. */
    public int generation() {
        return notices.count() + repairs;
    }

    /** Returns the numbers of notices and repairs, for the names of responses. */
    public String suffix() {
        return (notices.count() == 0 ? "" : "+" + notices.count()) + (repairs == 0 ? "" : "~" + repairs);
    }

    /** Returns the versions of all releases, from the first on. */
    public List<String> allVersions() {
        return entries.stream().map(entry -> entry.release().version()).toList();
    }

    /** Returns the withdrawal of a release; empty when it was not withdrawn. */
    public Optional<Withdrawn> withdrawn(int sequence) {
        return notices.withdrawal(sequence).flatMap(notice -> Withdrawn.of(notices, sequence, allVersions()));
    }

    /** Returns the release that the answer names: the newest that was read, or the latest if none was. */
    public Release answered() {
        return read.stream().max(Integer::compare).map(this::require).orElseGet(this::latest);
    }

    /** A release with its counts of records and of reasons. */
    public record Entry(Release release, List<RecordCount> counts, List<ReasonCount> reasons) {}

    /** How many records of a type a release holds and changed. */
    public record RecordCount(String type, int total, int added, int modified, int removed, int merged) {
        public static RecordCount of(String type, Manifest.Counts of) {
            return new RecordCount(type, of.total(), of.added(), of.modified(), of.removed(), of.merged());
        }
    }

    /** How many changes of a release have a reason. */
    public record ReasonCount(String reason, int count) {}

    /** Returns the releases of the operation with this context. */
    public static Releases of(GraphQLContext context) {
        return Objects.requireNonNull(context.<Releases>get(Releases.class));
    }

    /** Returns the newest release, which is "latest" throughout the operation. */
    public Release latest() {
        if (entries.isEmpty()) {
            throw new Unavailable("no release has been loaded yet (expected: at least one; try again shortly)");
        }
        return entries.getLast().release();
    }

    public Optional<Entry> find(int sequence) {
        return sequence >= 1 && sequence <= entries.size() ? Optional.of(entries.get(sequence - 1)) : Optional.empty();
    }

    /** Returns the release with this number; fails when there is none. */
    public Release require(int sequence) {
        return find(sequence)
                .map(Entry::release)
                .orElseThrow(() -> new ReleaseNotFound("sequence " + sequence, "1 to " + entries.size()));
    }

    /** Returns the release with this calendar label; fails when there is none. */
    public Release require(String version) {
        String range = entries.isEmpty()
                ? "no release yet"
                : "one of " + entries.getFirst().release().version() + " to " + latest().version();
        return last(release -> release.version().equals(version), "version " + version, range);
    }

    /** Returns the release with this number, and adds it to those that were read. */
    public Release reading(int sequence) {
        Release release = require(sequence);
        read.add(sequence);
        return release;
    }

    /** Returns the release of an argument {@code at}, the latest without one, and adds it to those that were read. */
    public Release at(@Nullable Map<String, Object> at) {
        return reading((at == null ? latest() : named(at)).sequence());
    }

    private Release named(Map<String, Object> at) {
        Map.Entry<String, Object> only = at.entrySet().iterator().next();
        Object value = only.getValue();
        String asked = only.getKey() + " " + value;
        return switch (only.getKey()) {
            case "sequence" -> require((int) value);
            case "version" -> require((String) value);
            case "root" -> last(release -> release.root().equals(value), asked, "the root of a release, 64 hex digits");
            default -> {
                String days = entries.isEmpty()
                        ? "no release yet"
                        : entries.getFirst().release().day() + " or later";
                yield last(release -> !release.day().isAfter((LocalDate) value), asked, days);
            }
        };
    }

    private Release last(Predicate<Release> wanted, String asked, String expected) {
        return entries.reversed().stream()
                .map(Entry::release)
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new ReleaseNotFound(asked, expected));
    }
}
