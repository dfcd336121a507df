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
import org.lode.files.TableRequest.ExportTable;
import org.lode.graphql.ClientJson;
import org.lode.model.DataPackage;
import org.lode.model.Failure;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.BadRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The file that an address below {@code /export} names, as an operation of GraphQL that chooses its rows.
 *
 * @param kind the first part of the file's name in the address
 * @param mark whether the file begins with a byte order mark
 * @param isPinned whether the address names every release that the file depends on
 * @param document an operation of GraphQL that reads no rows, and fails when the parameters are wrong
 * @param variables those of the document
 * @param rows finds the rows of GraphQL's answer
 */
public record ExportRequest(
        String kind,
        Export.Format format,
        boolean mark,
        boolean isPinned,
        String document,
        Map<String, @Nullable Object> variables,
        Function<ExportQuery.Answer, Export.Rows> rows) {

    /** Reads an address; fails at the first part that names no file. */
    public static ExportRequest of(ServerRequest request, DataPackage data) {
        Parameters.requireShort(request);
        String file = request.pathVariable("file");
        int dot = file.lastIndexOf('.');
        String kind = dot < 0 ? file : file.substring(0, dot);
        return ChangesRequest.ChangeList.of(kind)
                .map(list -> ChangesRequest.of(request, list, format(file, dot), data))
                .orElseGet(() -> {
                    ExportTable table = ExportTable.of(data, kind)
                            .orElseThrow(() -> FileException.missing("kind", kind, "one of " + kinds(data)));
                    return TableRequest.of(request, table, format(file, dot), data);
                });
    }

    private static Export.Format format(String file, int dot) {
        String ending = file.substring(dot + 1);
        return Export.Format.of(ending)
                .filter(known -> dot > 0)
                .orElseThrow(() -> FileException.missing("format", dot < 0 ? "none" : ending, Export.Format.endings()));
    }

    private static String kinds(DataPackage data) {
        return Stream.concat(
                        ExportTable.all(data).map(ExportTable::name),
                        ChangesRequest.ChangeList.all().map(ChangesRequest.ChangeList::kind))
                .collect(Collectors.joining(", "));
    }

    /**
     * The parameters of an address. Each may be given once.
     *
     * @param variables those of GraphQL that parameters have become
     */
    record Parameters(Map<String, String> given, Map<String, @Nullable Object> variables) {
        /** Names of columns, separated by commas. */
        static final String FIELDS = "fields";

        /** Whether the file begins with a byte order mark. */
        static final String MARK = "bom";

        /** Bytes that all parameters may have; a filter that people write is shorter. */
        private static final int LONGEST = 64 << 10;

        private static void requireShort(ServerRequest request) {
            String query = request.uri().getRawQuery();
            if (query != null && query.length() > LONGEST) {
                String expected = "at most " + LONGEST + " bytes";
                throw new BadRequest(Failure.Code.PAYLOAD_TOO_LARGE, "address", query.length() + " bytes", expected);
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
            return new Parameters(given, new LinkedHashMap<>());
        }

        Optional<String> text(String name) {
            return Optional.ofNullable(given.get(name));
        }

        String required(String name, String expected) {
            return text(name).orElseThrow(() -> new BadInput(name, "missing", expected));
        }

        /** Makes variables of those parameters that are given and name a release. */
        void releases(String... names) {
            for (String name : names) {
                text(name).ifPresent(version -> variables.put(name, Map.of("version", version)));
            }
        }

        /** Makes a variable of a parameter that is JSON, if it is given. */
        void json(String name, Predicate<JsonNode> fits, String expected) {
            text(name).ifPresent(text -> {
                try {
                    JsonNode read = ClientJson.read(text);
                    if (!fits.test(read)) {
                        throw new BadInput(name, text, expected);
                    }
                    variables.put(name, ClientJson.value(read));
                } catch (JacksonException e) {
                    throw new BadInput(name, text, expected + "; it is not JSON");
                }
            });
        }

        /** Returns those arguments whose variables are given, in brackets; an empty text for none. */
        String arguments(String... names) {
            return list(Stream.of(names).filter(variables::containsKey).map(name -> name + ": $" + name));
        }

        /** Returns an operation that declares the given variables: GraphQL refuses one without a value. */
        String operation(Map<String, String> types, String fields) {
            return "query Export%s { %s }"
                    .formatted(
                            list(variables.keySet().stream().map(name -> "$" + name + ": " + types.get(name))), fields);
        }

        private static String list(Stream<String> items) {
            String all = items.collect(Collectors.joining(", "));
            return all.isEmpty() ? "" : "(" + all + ")";
        }

        /** Whether a byte order mark is asked for; fails for formats other than CSV. */
        boolean mark(Export.Format format) {
            String value = given.getOrDefault(MARK, "false");
            if (!List.of("true", "false").contains(value)) {
                throw new BadInput(MARK, value, "true or false");
            }
            if (value.equals("true") && format != Export.Format.CSV) {
                throw new BadInput(MARK, "true", "false: a byte order mark is for csv");
            }
            return value.equals("true");
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
