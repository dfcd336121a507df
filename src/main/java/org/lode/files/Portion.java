package org.lode.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a file, as lines.
 *
 * @param pieces of whole lines each, some kilobytes long
 * @param last the position of the last row; null when no more rows follow
 */
public record Portion(
        List<byte[]> pieces, int rows, @Nullable List<@Nullable String> last) {}
