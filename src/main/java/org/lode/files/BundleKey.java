package org.lode.files;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lode.model.Sha256;
import org.lode.release.Notice;
import org.lode.release.Notices;

/**
 * What the bytes of a bundle depend on, as the name of its folder.
 *
 * @param release the first digits of the hash of the manifest
 * @param redactions how many records had been redacted
 * @param writing the first digits of the hash of all else
 */
record BundleKey(String release, int redactions, String writing) {
    private static final int DIGITS = 32;
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{32})-([0-9]{1,9})-([0-9a-f]{32})");

    /**
     * Of the release with this manifest and number without what was redacted until now, as a program describes and writes it. Its
     * files say that it was withdrawn.
     */
    static BundleKey of(String manifestSha256, int sequence, Notices told, Description description, String program) {
        List<String> redacted = told.all().stream()
                .filter(Notice.Redaction.class::isInstance)
                .map(notice -> told.lines().get(notice.n() - 1))
                .toList();
        String withdrawn = told.withdrawal(sequence)
                .map(notice -> told.lines().get(notice.n() - 1))
                .orElse("");
        String all = String.join("\n", program, description.sha256(), String.join("\n", redacted), withdrawn);
        return new BundleKey(
                digits(manifestSha256),
                redacted.size(),
                digits(Sha256.hex(Sha256.of(all.getBytes(StandardCharsets.UTF_8)))));
    }

    private static String digits(String hash) {
        return hash.substring(0, DIGITS);
    }

    /** The key that a folder is named by; nothing for any other folder. */
    static Optional<BundleKey> parse(String name) {
        Matcher form = NAME.matcher(name);
        return form.matches()
                ? Optional.of(new BundleKey(form.group(1), Integer.parseInt(form.group(2)), form.group(3)))
                : Optional.empty();
    }

    /** Whether this one is of the same release, with more in it or written otherwise. */
    boolean isBefore(BundleKey current) {
        return release.equals(current.release) && redactions <= current.redactions && !equals(current);
    }

    @Override
    public String toString() {
        return release + "-" + redactions + "-" + writing;
    }
}
