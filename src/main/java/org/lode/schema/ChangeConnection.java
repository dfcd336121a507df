package org.lode.schema;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.lode.model.Names;
import org.lode.query.ChangeListing;
import org.lode.release.Releases;

/**
 * A connection field of changes; nothing is read before its fields are asked for.
 *
 * @param parent id of the record whose history it is; empty at the root
 */
record ChangeConnection(ChangeLoad load, String parent) {
    ChangeListing listing() {
        return load.listing();
    }

    /** The address that gives all changes of the list as a file, below that of the server. It names each release. */
    String exportUrl(String format, Releases releases) {
        String ending = format.toLowerCase(Locale.ROOT);
        String end = releases.require(listing().end()).version();
        return switch (listing()) {
            case ChangeListing.Net net ->
                "/export/diff.%s?from=%s&to=%s%s".formatted(ending, version(net.start(), releases), end, types());
            case ChangeListing.Feed feed ->
                "/export/changes.%s?at=%s&sinceSequence=%d%s%s"
                        .formatted(ending, end, feed.low(), types(), direction());
            case ChangeListing.History history ->
                "/export/history.%s?at=%s&id=%s%s"
                        .formatted(ending, end, URLEncoder.encode(parent, StandardCharsets.UTF_8), direction());
        };
    }

    private static String version(int sequence, Releases releases) {
        return releases.require(sequence).version();
    }

    private String types() {
        List<String> types = listing().types();
        return types == null ? "" : types.stream().map(Names::constant).collect(Collectors.joining(",", "&types=", ""));
    }

    private String direction() {
        return listing().newestFirst() ? "&direction=DESC" : "";
    }
}
