package org.lode.files;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.springframework.web.reactive.function.server.ServerRequest;

/** What an address below {@code /export} asks for, and the question to GraphQL that it stands for. */
public sealed interface ExportRequest permits TableRequest, ChangesRequest {

    /** The first part of the file's name in the address. */
    String kind();

    ExportFormat format();

    /** Whether the file is to begin with a byte order mark. */
    boolean mark();

    /** Whether the address names every release that the file depends on. */
    boolean isPinned();

    /** An operation of GraphQL that reads nothing, and fails when the address asks for what there is not. */
    String document();

    /** The variables of the document. */
    Map<String, @Nullable Object> variables();

    /** The rows that the address asks for, once GraphQL has answered. */
    ExportRows rows(ExportQuestion.Answer answer);

    /** Reads an address; fails at the first part that is none of what there is. */
    static ExportRequest of(ServerRequest request, DataPackage data) {
        ExportParameters.requireShort(request);
        String file = request.pathVariable("file");
        int dot = file.lastIndexOf('.');
        String kind = dot < 0 ? file : file.substring(0, dot);
        return ChangeList.of(kind)
                .<ExportRequest>map(list -> ChangesRequest.of(request, list, format(file), data))
                .orElseGet(() -> {
                    ExportTable table = ExportTable.of(data, kind)
                            .orElseThrow(() -> NoFile.missing("kind", kind, "one of " + kinds(data)));
                    return TableRequest.of(request, table, format(file));
                });
    }

    private static ExportFormat format(String file) {
        int dot = file.lastIndexOf('.');
        return ExportFormat.of(file.substring(dot + 1))
                .filter(known -> dot > 0)
                .orElseThrow(() ->
                        NoFile.missing("format", dot < 0 ? "none" : file.substring(dot + 1), ExportFormat.endings()));
    }

    private static String kinds(DataPackage data) {
        return Stream.concat(
                        ExportTable.all(data).map(ExportTable::name),
                        ChangeList.all().map(ChangeList::kind))
                .collect(Collectors.joining(", "));
    }
}
