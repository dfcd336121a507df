package org.lode.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lode.model.Field;
import org.lode.query.CopyQuery;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The forms in which rows are exported. */
public enum ExportFormat {
    CSV(CopyQuery.Format.CSV),
    JSONL(CopyQuery.Format.JSON),
    PARQUET(CopyQuery.Format.JSON);

    private final CopyQuery.Format form;

    ExportFormat(CopyQuery.Format form) {
        this.form = form;
    }

    /** What names of files end in. */
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format whose files end in this; nothing when there is none. */
    public static Optional<ExportFormat> of(String ending) {
        return Arrays.stream(values())
                .filter(format -> format.ending().equals(ending))
                .findFirst();
    }

    /** All endings, for whoever asked for another. */
    public static String endings() {
        return Arrays.stream(values()).map(ExportFormat::ending).collect(Collectors.joining(", "));
    }

    /** The lines that a file is made of. */
    public CopyQuery.Format form() {
        return form;
    }

    /** What HTTP calls it. */
    public MediaType type() {
        return switch (this) {
            case CSV -> new MediaType("text", "csv", StandardCharsets.UTF_8);
            case JSONL -> OriginFile.LINES;
            case PARQUET -> OriginFile.PARQUET;
        };
    }

    /**
     * The file that has these rows.
     *
     * @param lines in the form of this format, whole ones in each piece
     * @param about what the file says of itself, where it can
     */
    public Flux<byte[]> file(List<Field> fields, Flux<byte[]> lines, Map<String, String> about) {
        return switch (this) {
            case CSV -> headed(head(fields), lines);
            case JSONL -> lines;
            case PARQUET -> parquet(fields, lines, about);
        };
    }

    /** Puts bytes before content. They go out with its first bytes, so content that fails before those is no file yet. */
    static Flux<byte[]> headed(byte[] head, Flux<byte[]> content) {
        return content.switchOnFirst(
                (first, all) -> first.isOnError() ? all : Flux.just(head).concatWith(all));
    }

    private static byte[] head(List<Field> fields) {
        String names = fields.stream().map(Field::name).collect(Collectors.joining(",", "", "\n"));
        return names.getBytes(StandardCharsets.UTF_8);
    }

    /** Made on threads of its own, since it takes more than those that serve everybody may be held up. */
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
