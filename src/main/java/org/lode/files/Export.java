package org.lode.files;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Sha256;
import org.lode.query.CopyQuery;
import org.lode.release.Release;
import org.lode.release.Releases;
import reactor.core.publisher.Flux;

/**
 * A file of rows: what was asked, what GraphQL made of it, and what there is of it.
 *
 * @param known the releases as they are known
 * @param lasting whether the address gives these bytes for good
 * @param counted how many rows there are; nothing while that is not known
 */
public record Export(ExportRequest asked, ExportRows rows, Releases known, boolean lasting, Optional<Long> counted) {
    /** Part of every entity tag; another one when the same rows are written otherwise. */
    private static final String WRITING = "2";

    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    public Release release() {
        return known.require(rows.sequence());
    }

    /** The release, with what was told of it. */
    public FileNotes.Told of() {
        return new FileNotes.Told(release(), known.withdrawn(rows.sequence()).orElse(null));
    }

    public String name() {
        return "lode-%s-%s.%s"
                .formatted(asked.kind(), rows.label(known), asked.format().ending());
    }

    /** Equal names mean equal bytes. */
    public String tag() {
        String all = String.join(
                "\n",
                WRITING,
                release().root() + known.suffix(),
                asked.format().name() + asked.mark(),
                rows.fields().stream().map(Field::name).toList().toString(),
                asked.kind(),
                rows.canonical());
        return Sha256.hex(Sha256.of(all.getBytes(StandardCharsets.UTF_8)));
    }

    /** What reads the rows behind a position. */
    public CopyQuery after(DataPackage data, @Nullable List<@Nullable String> position) {
        return rows.after(data, asked.format().form(), position);
    }

    /** The bytes of the file that has these rows. */
    public Flux<byte[]> content(Flux<byte[]> lines, DataPackage data) {
        List<Field> fields = rows.fields();
        Flux<byte[]> file = asked.format().file(fields, lines, FileNotes.of(data, of(), asked.kind(), fields));
        return asked.mark() ? ExportFormat.headed(MARK, file) : file;
    }
}
