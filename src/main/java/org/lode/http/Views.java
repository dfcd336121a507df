package org.lode.http;

import graphql.language.Document;
import graphql.language.NonNullType;
import graphql.language.OperationDefinition;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.parser.Parser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Operation;
import org.lode.model.Sha256;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The views of the explorer, as {@code web/views.json} lists them. */
@Component
public final class Views {
    private final List<View> all = new ArrayList<>();

    public Views(WebFiles files) {
        Map<String, View.@Nullable FileAddress> listed =
                JsonMapper.shared().readValue(files.text("views.json"), new TypeReference<>() {});
        listed.forEach((name, export) -> all.add(View.of(name, files.text("views/" + name + ".graphql"), export)));
    }

    List<View> all() {
        return all;
    }

    /** Returns the texts of their GraphQL documents, which the server knows by their hashes. */
    public List<String> documents() {
        return all.stream().map(View::document).toList();
    }

    /**
     * A view of the explorer. The parameters of its address are the variables of the first operation in its document. So the same
     * parameters lead to the page and to its data.
     *
     * @param name of its files below {@code web/views}, and of its path; the path of {@code overview} is empty
     * @param document text of its GraphQL document
     * @param operation name of the document's first operation
     * @param variables types of the operation's variables, without {@code !}
     * @param defaults values of variables without a parameter, as JSON
     * @param export where its rows are as a file; null if nowhere
     */
    record View(
            String name,
            String document,
            String operation,
            Map<String, String> variables,
            Map<String, String> defaults,
            @Nullable FileAddress export) {
        private static final JsonMapper JSON = JsonMapper.shared();

        /** Rows of a page, as the views ask for them. */
        private static final int PAGE = 50;

        /**
         * The address of a view's rows as a file.
         *
         * @param table name of the rows below {@code /export/}; null where the first part of the id decides
         * @param tables the same by the first part of an id: {@code project} of {@code project:lofdal}
         * @param id whether the parameter {@code id} of the view is the filter
         */
        record FileAddress(
                @Nullable String table,
                @Nullable Map<String, String> tables,
                @Nullable Boolean id) {}

        static View of(String name, String text, @Nullable FileAddress export) {
            Document document = Parser.parse(text);
            OperationDefinition first =
                    document.getDefinitionsOfType(OperationDefinition.class).getFirst();
            Map<String, String> variables = new LinkedHashMap<>();
            Map<String, String> defaults = new LinkedHashMap<>();
            for (VariableDefinition variable : first.getVariableDefinitions()) {
                variables.put(variable.getName(), typeName(variable.getType()));
                Value<?> value = variable.getDefaultValue();
                if (value != null) {
                    defaults.put(variable.getName(), JSON.writeValueAsString(Operation.constant(value)));
                }
            }
            return new View(name, text, Objects.requireNonNull(first.getName()), variables, defaults, export);
        }

        /** A list is read as JSON, as an input object is. */
        private static String typeName(Type<?> type) {
            Type<?> nullable = type instanceof NonNullType required ? required.getType() : type;
            return nullable instanceof TypeName named ? named.getName() : "JSON";
        }

        String path() {
            return name.equals("overview") ? "/" : "/" + name;
        }

        /**
         * Returns the address of the view's data at {@code /graphql}, with the parameters as variables. It names the document by its
         * hash, since some clients refuse long addresses in headers.
         */
        URI data(MultiValueMap<String, String> parameters) {
            Map<String, String> given = given(parameters);
            Map<String, Object> values = new LinkedHashMap<>();
            given.forEach((name, text) -> values.put(name, value(String.valueOf(variables.get(name)), text)));
            if (given.containsKey("before")) {
                values.putIfAbsent("last", PAGE);
            }
            // Some operations ask for a record by `node`, which knows the release by the id alone.
            String release = given.containsKey("at") ? "@" + given.get("at") : "";
            values.computeIfPresent("id", (name, id) -> String.valueOf(id).contains("@") ? id : id + release);
            Map<String, String> asked = new LinkedHashMap<>();
            asked.put("documentId", "sha256:" + Sha256.hexOf(document));
            asked.put("operationName", operation);
            asked.put("variables", JSON.writeValueAsString(values));
            return address("graphql", asked);
        }

        /** Returns the parameters that are variables; one without a value counts as left out. */
        private Map<String, String> given(MultiValueMap<String, String> parameters) {
            Map<String, String> given = new LinkedHashMap<>();
            for (String variable : variables.keySet()) {
                String value = parameters.getFirst(variable);
                if (value != null && !value.isEmpty()) {
                    given.put(variable, value);
                }
            }
            return given;
        }

        private static Object value(String type, String text) {
            return switch (type) {
                case "ID", "String" -> text;
                case "ReleaseRef" -> Map.of("version", text);
                default -> json(text);
            };
        }

        /** Text that is not JSON stays a text: GraphQL takes it for an enum, or refuses it with the name of the variable. */
        private static Object json(String text) {
            try {
                return JSON.readTree(text);
            } catch (JacksonException e) {
                return text;
            }
        }

        /**
         * Returns the address of the view's rows as a file of this format. Fails with 404 where the view has no rows of one table, or
         * where the id is missing.
         */
        URI rows(String format, MultiValueMap<String, String> parameters) {
            Map<String, String> given = given(parameters);
            // The id may end with the release.
            String[] named = given.getOrDefault("id", "").split("@", 2);
            String id = named[0];
            boolean isOfId = export != null && Boolean.TRUE.equals(export.id());
            String table = export == null
                    ? null
                    : export.tables() == null ? export.table() : export.tables().get(id.split(":", 2)[0]);
            if (export == null || table == null || (isOfId && id.isEmpty())) {
                String reason = export == null
                        ? "%s.%s (expected: %s.json; the view has no rows of one table)".formatted(name, format, name)
                        : "id: %s (expected: the id of a record, such as project:lofdal)".formatted(id);
                throw new ResponseStatusException(HttpStatus.NOT_FOUND, reason);
            }
            Map<String, String> asked = new LinkedHashMap<>(defaults);
            asked.putAll(given);
            // A file has all rows, and filters by the id.
            List.of("id", "first", "after", "last", "before").forEach(asked::remove);
            if (isOfId) {
                asked.put("filter", JSON.writeValueAsString(Map.of("id", Map.of("eq", id))));
            }
            if (named.length > 1) {
                asked.put("at", named[1]);
            }
            return address("export/" + table + "." + format, asked);
        }

        /** Returns a relative address, which is also right below the path of a proxy. */
        private static URI address(String path, Map<String, String> parameters) {
            return URI.create(parameters.entrySet().stream()
                    .map(each -> each.getKey() + "=" + UriUtils.encode(each.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&", path + (parameters.isEmpty() ? "" : "?"), "")));
        }
    }

    /** The first requests of the pages: the example queries, and the first operation of each view. */
    public static final class StartRequests {
        private static final JsonMapper JSON = JsonMapper.shared();

        /** Values of required variables, by the name of the view. */
        private static final Map<String, Map<String, Object>> VARIABLES = Map.of(
                "changes", Map.of("from", Map.of("sequence", 1), "to", Map.of("sequence", 2)),
                "record", Map.of("id", "project:lofdal"),
                "search", Map.of("text", "rare earth"),
                "story", Map.of("id", "deal:lynas-japan-supply"));

        private StartRequests() {}

        /** Returns the bodies of POST requests for GraphQL, as JSON. */
        public static List<String> bodies() {
            WebFiles files = new WebFiles();
            Stream<Map<String, Object>> queries =
                    StartQuery.all(files).stream().map(query -> Map.of("query", query.text()));
            Stream<Map<String, Object>> views = new Views(files)
                    .all().stream()
                            .map(view -> Map.of(
                                    "query", view.document(),
                                    "operationName", view.operation(),
                                    "variables", VARIABLES.getOrDefault(view.name(), Map.of())));
            return Stream.concat(queries, views).map(JSON::writeValueAsString).toList();
        }

        /**
         * An example query. The first line of its file is its title, the second a sentence, and the rest the operation.
         *
         * @param slug its name in addresses: the name of its file without the number
         * @param text the whole file
         */
        record StartQuery(String slug, String title, String sentence, String text) {
            private static final Pattern FILE = Pattern.compile("queries/[0-9]+-([a-z-]+)\\.graphql");

            /** Returns all, in the order of the numbers in the names of their files. */
            static List<StartQuery> all(WebFiles files) {
                return files.names().stream()
                        .map(FILE::matcher)
                        .filter(Matcher::matches)
                        .map(file -> of(file.group(1), files.text(file.group())))
                        .toList();
            }

            private static StartQuery of(String slug, String text) {
                List<String> lines = text.lines().toList();
                return new StartQuery(slug, comment(lines.get(0)), comment(lines.get(1)), text);
            }

            private static String comment(String line) {
                return line.replaceFirst("^# ", "");
            }

            /** Returns the HTML of its card on the page for developers. */
            String card() {
                String shown = text.lines().skip(2).limit(7).collect(Collectors.joining("\n"));
                return """
                        <li><a class="card" href="graphiql?start=%s">
                        <h3>%s</h3>
                        <p>%s</p>
                        <pre aria-hidden="true">%s</pre>
                        </a></li>
                        """.formatted(
                        slug, HtmlUtils.htmlEscape(title), HtmlUtils.htmlEscape(sentence), HtmlUtils.htmlEscape(shown));
            }
        }
    }
}
