package org.lode.export;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.kind.Column;
import org.lode.kind.DataPackage;
import org.lode.kind.Field;
import org.lode.query.Filter;
import org.lode.query.LineForm;
import org.lode.query.LineStatements;
import org.lode.query.LinesQuery;
import org.lode.query.Listing;
import org.lode.query.PivotQuery;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.release.Sha256;
import reactor.core.publisher.Flux;

/**
 * A file of rows: what was asked, what GraphQL made of it, and what there is of it.
 *
 * @param known the releases as they are known
 * @param years those that get a column of their own; none without a pivot
 * @param counted how many rows there are; nothing while that is not known
 */
record Export(ExportRequest asked, Listing listing, Releases known, List<Integer> years, Optional<Long> counted) {
    /** Part of every entity tag; another one when the same rows are written otherwise. */
    private static final String WRITING = "2";

    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    Release release() {
        return known.require(listing.sequence());
    }

    String name() {
        return "lode-%s-%s.%s"
                .formatted(
                        asked.table().name(),
                        release().version(),
                        asked.format().ending());
    }

    /** Equal names mean equal bytes. */
    String tag() {
        String all = String.join(
                "\n",
                WRITING,
                release().root() + known.told(),
                asked.format().name() + asked.mark(),
                fields().stream().map(Field::name).toList().toString(),
                asked.table().name(),
                Filter.canonical(listing.filter()),
                listing.order().canonical());
        return Sha256.hex(Sha256.of(all.getBytes(StandardCharsets.UTF_8)));
    }

    /** What the file has: names, types and descriptions. */
    List<Field> fields() {
        return isPivot()
                ? pivoted().fields()
                : asked.columns().stream().map(Column::field).toList();
    }

    /** Whether it has a column for each year. */
    boolean isPivot() {
        return asked.table().view().pivot() != null;
    }

    private PivotQuery.Years pivoted() {
        return new PivotQuery.Years(asked.table().view(), years);
    }

    /** What reads the rows behind a position. */
    LineStatements after(DataPackage data, @Nullable List<@Nullable String> position) {
        LineForm form = asked.format().form();
        return isPivot()
                ? new PivotQuery(data, listing, pivoted(), form, position)
                : new LinesQuery(data, listing, new LinesQuery.Lines(form, asked.columns()), position);
    }

    /** The bytes of the file that has these rows. */
    Flux<byte[]> content(Flux<byte[]> lines, DataPackage data) {
        Flux<byte[]> file = asked.format()
                .file(
                        fields(),
                        lines,
                        FileNotes.of(data, release(), asked.table().name(), fields()));
        return asked.mark() ? ExportFormat.headed(MARK, file) : file;
    }
}
