package org.lode.query;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.lode.model.DataPackage;
import org.lode.model.Table;

/** Makes filters that are well formed, of all that can be said and nested to a depth. */
final class RandomFilters {
    private final DataPackage data;
    private final Operands operands;
    private final Random random;

    RandomFilters(DataPackage data, List<Memory> releases, Random random) {
        this.data = data;
        this.operands = new Operands(releases, random);
        this.random = random;
    }

    Map<String, Object> of(Table table, int depth) {
        return about(table, List.of(), depth);
    }

    /** A filter that says this, with filters below it where it takes some. */
    Map<String, Object> saying(Term term, Table table, int depth) {
        return saying(term, table, List.of(), depth);
    }

    /** @param within names of the embedded object that the filter is about */
    private Map<String, Object> about(Table table, List<String> within, int depth) {
        List<Term> terms = Term.all(data, table).stream()
                .filter(term -> term.path().size() > within.size()
                        && term.path().subList(0, within.size()).equals(within))
                .filter(term -> depth > 0 || term instanceof Term.Compare || term instanceof Term.Place)
                .toList();
        Map<String, Object> filter = new LinkedHashMap<>();
        for (int i = random.nextInt(10) < 7 ? 0 : 1; i >= 0; i--) {
            Term term = any(terms, depth > 0 && random.nextBoolean());
            merge(filter, saying(term, table, within, depth));
        }
        return filter;
    }

    /** Fields far outnumber the ways to other rows, which are therefore preferred now and then. */
    private Term any(List<Term> terms, boolean nested) {
        List<Term> preferred = terms.stream()
                .filter(term -> !(term instanceof Term.Compare) && !(term instanceof Term.Place))
                .toList();
        List<Term> chosen = nested && !preferred.isEmpty() ? preferred : terms;
        return chosen.get(random.nextInt(chosen.size()));
    }

    private Map<String, Object> saying(Term term, Table table, List<String> within, int depth) {
        int below = Math.max(0, depth - 1);
        Object value = switch (term) {
            case Term.Compare compare -> operands.of(table, compare.field(), compare.operator());
            case Term.Place place -> operands.of(table, place);
            case Term.ToOne one -> of(one.target(), below);
            case Term.ToMany many -> of(many.target(), below);
            case Term.Junction junction -> joined(junction, table, below);
        };
        List<String> path = term.path().subList(within.size(), term.path().size());
        Map<String, Object> filter = new LinkedHashMap<>(Map.of(path.getLast(), value));
        for (String name : path.subList(0, path.size() - 1).reversed()) {
            filter = new LinkedHashMap<>(Map.of(name, filter));
        }
        return filter;
    }

    private Object joined(Term.Junction junction, Table table, int depth) {
        return junction.path().getLast().equals("not")
                ? about(table, junction.within(), depth)
                : IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(i -> about(table, junction.within(), depth))
                        .toList();
    }

    /** Several operators of one field, or several fields of one object, come to stand side by side. */
    @SuppressWarnings("unchecked")
    private static void merge(Map<String, Object> into, Map<String, Object> more) {
        more.forEach((name, value) -> {
            if (into.get(name) instanceof Map<?, ?> known && value instanceof Map<?, ?> added) {
                merge((Map<String, Object>) known, (Map<String, Object>) added);
            } else {
                into.putIfAbsent(name, value);
            }
        });
    }
}
