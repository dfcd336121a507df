package org.lode.release;

import java.util.Comparator;
import java.util.List;
import org.lode.model.Sha256;

/**
 * The hashes that prove one release.
 *
 * @param root the release root: tree hash over one line a type, in the order of types
 * @param tables one a record type, also where it has no rows
 */
public record Roots(String root, List<TableRoot> tables) {

    public static Roots of(List<TableRoot> tables) {
        List<TableRoot> ordered =
                tables.stream().sorted(Comparator.comparing(TableRoot::type)).toList();
        List<byte[]> lines = ordered.stream().map(TableRoot::leaf).toList();
        return new Roots(Sha256.hex(TreeHash.over(lines)), ordered);
    }

    public List<String> types() {
        return tables.stream().map(TableRoot::type).toList();
    }
}
