package org.lode.author;

import java.util.List;
import org.lode.release.RecordKey;

/**
 * A record, beside the redacted one, that still names it or has its name in a text.
 *
 * @param paths the fields that do, and {@code note} for the words of a change; sorted
 * @param version the last release with such a version of the record
 * @param live whether the newest release has it
 */
public record Mention(RecordKey key, List<String> paths, String version, boolean live) {}
