package org.lode.author;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The confidence of a citation is one that the methodology allows for its source, its stance and how it was found. */
final class ConfidenceRule implements Rule {
    private static final String CONFIDENCE = "confidence";
    private static final Set<String> CLOSE = Set.of("PRIMARY", "OFFICIAL");
    private static final String NO_DOCUMENT = "source:background-knowledge";

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        for (Row row : draft.rows("citations")) {
            Row source = draft.record(row.text("source_id"));
            String expected = source == null ? null : expected(row, source);
            if (expected != null) {
                report.accept(row.problem(CONFIDENCE, expected));
            }
            if (source != null && isDoubtful(row, source)) {
                report.accept(row.warning(CONFIDENCE, "LOW, as a source that is neither close nor a copy contradicts"));
            }
            if (row.text("source_id").equals(NO_DOCUMENT)
                    && !row.text("verification").equals("RECALLED")) {
                report.accept(row.problem("verification", "RECALLED, as the source is no document"));
            }
        }
    }

    private static boolean isDoubtful(Row row, Row source) {
        return row.text("stance").equals("CONTRADICTS")
                && row.text(CONFIDENCE).equals("MEDIUM")
                && !CLOSE.contains(source.text("tier"))
                && !source.text("copies_party_document").equals("true");
    }

    /** What was expected instead; null when the confidence may stand. */
    private static @Nullable String expected(Row row, Row source) {
        String confidence = row.text(CONFIDENCE);
        String tier = source.text("tier");
        if (confidence.equals("LOW")) {
            return null;
        }
        if (row.text("verification").equals("RECALLED")) {
            return "LOW, as it was recalled";
        }
        if (tier.equals("BLOG_OR_FORUM")) {
            return "LOW, as the source is a blog or forum";
        }
        if (row.text("stance").equals("CONTRADICTS") && confidence.equals("HIGH")) {
            return "LOW, or MEDIUM of a primary source, as it contradicts";
        }
        if (confidence.equals("HIGH") && !CLOSE.contains(tier)) {
            return "MEDIUM or LOW, as the source is neither PRIMARY nor OFFICIAL";
        }
        return confidence.equals("HIGH") && source.text("copies_party_document").equals("true")
                ? "MEDIUM or LOW, as the source is a copy"
                : null;
    }
}
