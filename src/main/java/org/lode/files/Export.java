package org.lode.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Sha256;
import org.lode.query.CopyQuery;
import org.lode.release.Release;
import org.lode.release.Release.Withdrawn;
import org.lode.release.Releases;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A file of rows that can be sent.
 *
 * @param request the request
 * @param rows the rows that GraphQL chose for it
 * @param known all releases
 * @param lasting whether the address gives these bytes for good
 * @param counted number of rows; empty while it is not known
 */
public record Export(ExportRequest request, Rows rows, Releases known, boolean lasting, Optional<Long> counted) {
    /** Part of every entity tag. A change in how rows are written must change it. */
    private static final String FORMAT_VERSION = "2";

    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    public Release release() {
        return known.require(rows.sequence());
    }

    /** Returns why the release must not be used any more; null while it may. */
    public @Nullable Withdrawn withdrawn() {
        return known.withdrawn(rows.sequence()).orElse(null);
    }

    public String name() {
        return "lode-%s-%s.%s"
                .formatted(request.kind(), rows.label(known), request.format().ending());
    }

    /** Returns the entity tag: equal tags mean equal bytes. */
    public String tag() {
        String columns = rows.fields().stream().map(Field::name).toList().toString();
        String state = release().root() + known.suffix();
        String form = request.format().name() + request.mark();
        String all = String.join("\n", FORMAT_VERSION, state, form, columns, request.kind(), rows.canonical());
        return Sha256.hexOf(all);
    }

    public Flux<byte[]> content(Flux<byte[]> lines, DataPackage data) {
        List<Field> fields = rows.fields();
        Map<String, String> notes = ReleaseDescription.notes(data, release(), withdrawn(), request.kind(), fields);
        Flux<byte[]> file = request.format().file(fields, lines, notes);
        return request.mark() ? Format.headed(MARK, file) : file;
    }

    /** The columns of a file and the statements that read its rows. They are of fixed releases, so they are always the same. */
    public sealed interface Rows permits TableRequest.Rows, ChangesRequest.Rows {

        /** Returns the number of the release that the file is of. */
        int sequence();

        /** Returns names, types and descriptions of the columns. */
        List<Field> fields();

        /** Returns a text that differs from that of all other rows of the same kind and release. */
        String canonical();

        /** Returns the releases for the name of the file. */
        default String label(Releases known) {
            return known.require(sequence()).version();
        }

        /** Whether rows are made by grouping. They cannot be counted before, and many cost hardly more than few. */
        default boolean isGrouped() {
            return false;
        }

        /** Returns the statements that read the rows behind a position, which is null before the first. */
        CopyQuery after(DataPackage data, CopyQuery.Format form, @Nullable List<@Nullable String> position);
    }

    public enum Format {
        CSV(CopyQuery.Format.CSV),
        JSONL(CopyQuery.Format.JSON),
        PARQUET(CopyQuery.Format.JSON);

        private final CopyQuery.Format form;

        Format(CopyQuery.Format form) {
            this.form = form;
        }

        /** Returns the extension of files: {@code csv}. */
        public String ending() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Format> of(String ending) {
            return Arrays.stream(values())
                    .filter(format -> format.ending().equals(ending))
                    .findFirst();
        }

        /** Returns all extensions, for messages. */
        public static String endings() {
            return Arrays.stream(values()).map(Format::ending).collect(Collectors.joining(", "));
        }

        public CopyQuery.Format form() {
            return form;
        }

        public MediaType type() {
            return switch (this) {
                case CSV -> new MediaType("text", "csv", StandardCharsets.UTF_8);
                case JSONL -> ServedFile.LINES;
                case PARQUET -> ServedFile.PARQUET;
            };
        }

        /**
         * Returns the file that has these rows.
         *
         * @param lines in {@link #form}, whole ones in each chunk
         * @param about names and values for the file's own metadata, where the format has any
         */
        public Flux<byte[]> file(List<Field> fields, Flux<byte[]> lines, Map<String, String> about) {
            return switch (this) {
                case CSV -> headed(head(fields), lines);
                case JSONL -> lines;
                case PARQUET -> parquet(fields, lines, about);
            };
        }

        /** Puts bytes before content. They go out with its first bytes, so content that fails before those sends nothing. */
        static Flux<byte[]> headed(byte[] head, Flux<byte[]> content) {
            return content.switchOnFirst(
                    (first, all) -> first.isOnError() ? all : Flux.just(head).concatWith(all));
        }

        private static byte[] head(List<Field> fields) {
            String names = fields.stream().map(Field::name).collect(Collectors.joining(",", "", "\n"));
            return names.getBytes(StandardCharsets.UTF_8);
        }

        /** Encodes on threads of its own, since encoding takes longer than an event loop may be blocked. */
        private static Flux<byte[]> parquet(List<Field> fields, Flux<byte[]> lines, Map<String, String> about) {
            return Flux.defer(() -> {
                ParquetFile file = new ParquetFile(fields, about);
                return lines.publishOn(Schedulers.boundedElastic(), 1)
                        .map(file::add)
                        .concatWith(Mono.fromCallable(file::end))
                        .filter(bytes -> bytes.length > 0);
            });
        }
    }
}
