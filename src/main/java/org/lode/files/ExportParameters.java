package org.lode.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.lode.graphql.ClientJson;
import org.lode.model.Failure;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.BadRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The parameters of an address, each at most once. */
record ExportParameters(Map<String, String> given) {
    /** The names of the columns that are wanted. */
    static final String FIELDS = "fields";

    /** Whether the file begins with a byte order mark. */
    static final String MARK = "bom";

    /** Bytes of the parameters: what a filter that people wrote never has. */
    private static final int LONGEST = 64 << 10;

    /** Fails when the address is longer than any that is read. */
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

    /** Reads them; fails at the first that has none of the known names, or several values. */
    static ExportParameters of(ServerRequest request, List<String> known) {
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
        return new ExportParameters(given);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name));
    }

    /** The value of a parameter that has to be there. */
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

    /** Whether a byte order mark is wanted, which CSV alone can have. */
    boolean mark(ExportFormat format) {
        boolean mark = text(MARK)
                .map(value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new BadInput(MARK, value, "true or false");
                })
                .orElse(false);
        if (mark && format != ExportFormat.CSV) {
            throw new BadInput(MARK, "true", "false: a byte order mark is for csv");
        }
        return mark;
    }

    /** The columns that are wanted, in their order; all when none are named. */
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
