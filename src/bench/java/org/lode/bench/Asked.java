package org.lode.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The requests of all questions, whose answers were compared.
 *
 * <p>Answers differ in the names and the nesting of their fields, so their values are compared, in order and without nulls.
 */
final class Asked {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PAGE = 500;
    private static final int MIXED = 200;
    /** The rarest of the mix is sent once as the commonest is sent this many times. */
    private static final int COMMONEST = 200;

    private static final String AFTER = "after";

    private final Map<Target, Server> servers;
    private final Load load;
    private final String deep;
    private final Map<Target, String> cursors = new EnumMap<>(Target.class);
    private final Map<String, Map<Target, List<Load.Request>>> requests = new LinkedHashMap<>();

    /**
     * Asks servers.
     *
     * @param deep the id of the row before the deep page
     */
    Asked(Map<Target, Server> servers, Load load, String deep) {
        this.servers = servers;
        this.load = load;
        this.deep = deep;
    }

    /** Asks all servers that answer a question; fails unless all give the same values. */
    void ask(Question question) {
        Map<Target, List<Load.Request>> all = new EnumMap<>(Target.class);
        Map<Target, List<List<String>>> values = new EnumMap<>(Target.class);
        for (Target target : servers.keySet()) {
            target.document(question.name()).ifPresent(document -> {
                List<Load.Request> own = new ArrayList<>();
                List<List<String>> found = new ArrayList<>();
                for (Map<String, Object> variables : question.variables()) {
                    byte[] body = Target.body(
                            document, question.name().equals("deep-page") ? Map.of(AFTER, cursor(target)) : variables);
                    byte[] answer = load.answer(url(target), body);
                    own.add(new Load.Request(body, answer.length));
                    found.add(values(question, target, answer));
                }
                all.put(target, own);
                values.put(target, found);
            });
        }
        values.forEach((target, found) -> {
            if (found.stream().allMatch(List::isEmpty)) {
                throw new IllegalStateException("%s: %s answers nothing".formatted(question.name(), target.label()));
            }
        });
        requests.put(question.name(), all);
        values.forEach((target, found) -> values.forEach((other, expected) -> {
            for (int i = 0; i < found.size(); i++) {
                if (!found.get(i).equals(expected.get(i))) {
                    throw new IllegalStateException("%s %s: %s answers %s (expected: %s, as %s)"
                            .formatted(
                                    question.name(),
                                    question.variables().get(i),
                                    target.label(),
                                    found.get(i),
                                    expected.get(i),
                                    other.label()));
                }
            }
        }));
    }

    /** The requests of a question, for each target that answers it. */
    Map<Target, List<Load.Request>> requests(Question question) {
        return Objects.requireNonNull(requests.get(question.name()));
    }

    /**
     * Requests of which some are sent much oftener than others: the n-th an n-th as often as the first.
     *
     * <p>They are the same for all targets, so questions that one target has no answer to are left out.
     */
    Map<Target, List<Load.Request>> mix(long seed) {
        List<Map<Target, List<Load.Request>>> answered = requests.values().stream()
                .filter(all -> all.size() == servers.size())
                .toList();
        SplittableRandom random = new SplittableRandom(seed);
        Map<Target, List<Load.Request>> mixed = new EnumMap<>(Target.class);
        for (int n = 1; n <= MIXED; n++) {
            Map<Target, List<Load.Request>> question = answered.get(random.nextInt(answered.size()));
            int variables = random.nextInt(question.values().iterator().next().size());
            int times = Math.max(1, COMMONEST / n);
            question.forEach((target, all) -> {
                for (int i = 0; i < times; i++) {
                    mixed.computeIfAbsent(target, key -> new ArrayList<>()).add(all.get(variables));
                }
            });
        }
        return mixed;
    }

    /** What leads a target to the deep page: the end of the one before, found by walking there. */
    private String cursor(Target target) {
        return cursors.computeIfAbsent(target, this::walk);
    }

    private String walk(Target target) {
        String document = target.document("walk").orElse("");
        if (document.equals("")) {
            return deep;
        }
        long rows = 0;
        String cursor = "";
        String id = "";
        while (!id.equals(deep)) {
            Map<String, Object> variables =
                    cursor.isEmpty() ? Map.of("first", PAGE) : Map.of("first", PAGE, AFTER, cursor);
            JsonNode page = JSON.readTree(load.answer(url(target), Target.body(document, variables)));
            JsonNode edges = page.findValue("edges");
            if (edges == null || edges.isEmpty()) {
                throw new IllegalStateException(
                        "%s has no page at %s after %d rows".formatted(target.label(), deep, rows));
            }
            for (JsonNode edge : edges) {
                rows++;
                cursor = edge.path("cursor").asString();
                id = edge.path("node").path("id").asString();
                if (id.equals(deep)) {
                    break;
                }
            }
        }
        return cursor;
    }

    private String url(Target target) {
        return Objects.requireNonNull(servers.get(target)).url();
    }

    private static List<String> values(Question question, Target target, byte[] answer) {
        JsonNode tree = JSON.readTree(answer);
        if (tree.has("errors") || !tree.has("data")) {
            throw new IllegalStateException("%s: %s answers %s".formatted(question.name(), target.label(), tree));
        }
        List<String> values = new ArrayList<>();
        add(tree.path("data"), values);
        return question.name().equals("groups") ? sorted(values) : values;
    }

    private static void add(JsonNode node, List<String> values) {
        if (node.isContainer()) {
            node.values().forEach(below -> add(below, values));
        } else if (!node.isNull()) {
            values.add(node.asString());
        }
    }

    /** Groups have no order in PostGraphile. */
    private static List<String> sorted(List<String> values) {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i + 1 < values.size(); i += 2) {
            groups.add(values.get(i) + " " + values.get(i + 1));
        }
        return groups.stream().sorted().toList();
    }
}
