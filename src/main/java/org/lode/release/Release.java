package org.lode.release;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lode.model.HeaderText;

/**
 * An immutable, numbered state of the whole dataset.
 *
 * @param sequence 1, 2, 3 without gaps: what machines compare
 * @param version calendar label: what people say ({@code 2026.11.0})
 * @param schemaVersion version of the schema that it was made with
 * @param root hash that proves its content, 64 hex digits
 * @param previousRoot root of the release before; null for the first
 * @param manifestSha256 hash of the bytes of its manifest, 64 hex digits
 * @param notes what is new, in Markdown
 */
public record Release(
        int sequence,
        String version,
        String schemaVersion,
        String root,
        @Nullable String previousRoot,
        String manifestSha256,
        Instant publishedAt,
        String notes) {

    /** Returns the day on which it was published, in UTC. */
    public LocalDate day() {
        return publishedAt.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /**
     * The withdrawal of a release, as answers, files and citations show it.
     *
     * @param reason as text
     * @param supersededBy the version of the release to use instead; null when there is none
     */
    public record Withdrawn(
            Instant at, String reason, @Nullable String supersededBy) {
        /**
         * Finds the withdrawal of a release; empty when it was not withdrawn.
         *
         * @param versions of all releases, from the first on
         */
        public static Optional<Withdrawn> of(Notices notices, int sequence, List<String> versions) {
            return notices.withdrawal(sequence).map(notice -> {
                Integer next = notice.supersededBy();
                String version = next == null || next > versions.size() ? null : versions.get(next - 1);
                return new Withdrawn(notice.at(), notice.reason(), version);
            });
        }

        /** Returns a sentence without its full stop. */
        public String text() {
            String instead = supersededBy == null ? "" : "; use release " + supersededBy;
            return "the release was withdrawn: " + reason + instead;
        }

        /** Returns the headers of a response that has content of the release. */
        public Map<String, String> headers() {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Dataset-Withdrawn", HeaderText.of(reason));
            if (supersededBy != null) {
                headers.put("Dataset-Superseded-By", supersededBy);
            }
            return headers;
        }
    }

    /** The calendar label of a release: {@code 2026.11.0} is the first release of November 2026. */
    public record CalendarVersion(int year, int month, int number) implements Comparable<CalendarVersion> {
        private static final Pattern FORM = Pattern.compile("(\\d{4})\\.([1-9]|1[0-2])\\.(0|[1-9]\\d{0,5})");
        private static final Comparator<CalendarVersion> ORDER = Comparator.comparingInt(CalendarVersion::year)
                .thenComparingInt(CalendarVersion::month)
                .thenComparingInt(CalendarVersion::number);

        /** Reads a label; fails with an IllegalArgumentException that says what was expected. */
        public static CalendarVersion parse(String text) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("YEAR.MONTH.NUMBER without leading zeros, like 2026.11.0");
            }
            int[] numbers = IntStream.rangeClosed(1, 3)
                    .map(n -> Integer.parseInt(parts.group(n)))
                    .toArray();
            return new CalendarVersion(numbers[0], numbers[1], numbers[2]);
        }

        @Override
        public int compareTo(CalendarVersion other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return year + "." + month + "." + number;
        }
    }
}
