package org.lode.release;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An immutable, numbered state of the whole dataset.
 *
 * @param sequence 1, 2, 3 without gaps: what machines compare
 * @param version calendar label: what people say ({@code 2026.11.0})
 * @param schemaVersion the shape of records in force when it was made
 * @param root hash that proves its content, 64 hex digits
 * @param previousRoot root of the release before; null for the first
 * @param manifestSha256 hash of the bytes of its manifest, 64 hex digits
 * @param notes what it holds that is new, in Markdown
 */
public record Release(
        int sequence,
        String version,
        String schemaVersion,
        String root,
        @Nullable String previousRoot,
        String manifestSha256,
        Instant publishedAt,
        String notes) {}
