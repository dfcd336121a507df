package org.lode.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.files.ServedFile.FileException;
import org.lode.graphql.ClientJson;
import org.lode.model.DataPackage;
import org.lode.model.Failure;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.BadRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The file that an address below {@code /export} names, as an operation of GraphQL that chooses its rows. */
public sealed interface ExportRequest permits TableRequest, ChangesRequest {

    /** Returns the first part of the file's name in the address. */
    String kind();

    Export.Format format();

    /** Whether the file begins with a byte order mark. */
    boolean mark();

    /** Whether the address names every release that the file depends on. */
    boolean isPinned();

    /** Returns an operation of GraphQL that reads no rows, and fails when the parameters are wrong. */
    String document();

    /** Returns the variables of the document. */
    Map<String, @Nullable Object> variables();

    /** Returns the rows of GraphQL's answer. */
    Export.Rows rows(ExportQuery.Answer answer);

    /** Returns those arguments whose variables are given, in brackets; an empty text for none. */
    default String given(String... names) {
        return list(Stream.of(names).filter(variables()::containsKey).map(name -> name + ": $" + name));
    }

    /** Returns the declarations of the variables, with their types. */
    default String declared(Map<String, String> types) {
        return list(variables().keySet().stream().map(name -> "$" + name + ": " + types.get(name)));
    }

    private static String list(Stream<String> items) {
        String all = items.collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : "(" + all + ")";
    }

    /** Reads an address; fails at the first part that names no file. */
    static ExportRequest of(ServerRequest request, DataPackage data) {
        Parameters.requireShort(request);
        String file = request.pathVariable("file");
        int dot = file.lastIndexOf('.');
        String kind = dot < 0 ? file : file.substring(0, dot);
        return ChangesRequest.ChangeList.of(kind)
                .<ExportRequest>map(list -> ChangesRequest.of(request, list, format(file), data))
                .orElseGet(() -> {
                    TableRequest.ExportTable table = TableRequest.ExportTable.of(data, kind)
                            .orElseThrow(() -> FileException.missing("kind", kind, "one of " + kinds(data)));
                    return TableRequest.of(request, table, format(file));
                });
    }

    private static Export.Format format(String file) {
        int dot = file.lastIndexOf('.');
        return Export.Format.of(file.substring(dot + 1))
                .filter(known -> dot > 0)
                .orElseThrow(() -> FileException.missing(
                        "format", dot < 0 ? "none" : file.substring(dot + 1), Export.Format.endings()));
    }

    private static String kinds(DataPackage data) {
        return Stream.concat(
                        TableRequest.ExportTable.all(data).map(TableRequest.ExportTable::name),
                        ChangesRequest.ChangeList.all().map(ChangesRequest.ChangeList::kind))
                .collect(Collectors.joining(", "));
    }

    /** The parameters of an address. Each may be given once. */
    record Parameters(Map<String, String> given) {
        /** Names of columns, separated by commas. */
        static final String FIELDS = "fields";

        /** Whether the file begins with a byte order mark. */
        static final String MARK = "bom";

        /** Bytes that all parameters may have; a filter that people write is shorter. */
        private static final int LONGEST = 64 << 10;

        /** Fails when the parameters are longer than {@link #LONGEST}. */
        static void requireShort(ServerRequest request) {
            String query = request.uri().getRawQuery();
            if (query != null && query.length() > LONGEST) {
                throw new BadRequest(
                        Failure.Code.PAYLOAD_TOO_LARGE,
                        "address",
                        query.length() + " bytes",
                        "at most " + LONGEST + " bytes");
            }
        }

        /** Reads the parameters; fails at the first that has an unknown name or several values. */
        static Parameters of(ServerRequest request, List<String> known) {
            Map<String, String> given = new LinkedHashMap<>();
            request.queryParams().forEach((name, values) -> {
                if (!known.contains(name)) {
                    throw new BadInput("parameter", name, "one of " + String.join(", ", known));
                }
                if (values.size() > 1) {
                    throw new BadInput(name, values.size() + " values", "one");
                }
                given.put(name, values.getFirst() == null ? "" : values.getFirst());
            });
            return new Parameters(given);
        }

        Optional<String> text(String name) {
            return Optional.ofNullable(given.get(name));
        }

        /** Returns a parameter that must be given. */
        String required(String name, String expected) {
            return text(name).orElseThrow(() -> new BadInput(name, "missing", expected));
        }

        Optional<Object> json(String name, Predicate<JsonNode> fits, String expected) {
            return text(name).map(text -> {
                try {
                    JsonNode read = ClientJson.read(text);
                    if (fits.test(read)) {
                        return ClientJson.value(read);
                    }
                } catch (JacksonException e) {
                    throw new BadInput(name, text, expected + "; it is not JSON");
                }
                throw new BadInput(name, text, expected);
            });
        }

        /** Whether a byte order mark is asked for; fails for formats other than CSV. */
        boolean mark(Export.Format format) {
            boolean mark = text(MARK)
                    .map(value -> switch (value) {
                        case "true" -> true;
                        case "false" -> false;
                        default -> throw new BadInput(MARK, value, "true or false");
                    })
                    .orElse(false);
            if (mark && format != Export.Format.CSV) {
                throw new BadInput(MARK, "true", "false: a byte order mark is for csv");
            }
            return mark;
        }

        /** Returns the columns that are asked for, in their order; all when none are named. */
        <C> List<C> columns(List<C> all, Function<C, String> name) {
            String wanted = given.get(FIELDS);
            if (wanted == null) {
                return all;
            }
            List<C> chosen = new ArrayList<>();
            for (String one : wanted.split(",", -1)) {
                C column = all.stream()
                        .filter(known -> name.apply(known).equals(one))
                        .findFirst()
                        .orElseThrow(() -> new BadInput(
                                FIELDS, one, "some of " + all.stream().map(name).collect(Collectors.joining(","))));
                if (chosen.contains(column)) {
                    throw new BadInput(FIELDS, one, "each field once");
                }
                chosen.add(column);
            }
            return List.copyOf(chosen);
        }
    }
}
