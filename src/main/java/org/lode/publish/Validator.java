package org.lode.publish;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.lode.kind.Table;

/** Holds tables to every rule and reports all that is wrong, not the first alone. */
final class Validator {
    private static final List<Rule> RULES = List.of(
            new FormRule(),
            new KeyRule(),
            new SortRule(),
            new ReferenceRule(),
            new RangeRule(),
            new MoneyRule(),
            new CitationRule(),
            new FigureRule(),
            new RedirectRule());

    private final Draft draft;

    Validator(Draft draft) {
        this.draft = draft;
    }

    void check(Consumer<Problem> report) {
        RULES.forEach(rule -> rule.check(draft, report));
    }

    /** The problems in the order of tables, then lines, then columns. */
    static List<Problem> inOrder(List<Problem> problems, Draft draft) {
        List<String> files = new ArrayList<>(draft.description().tables().stream()
                .map(Table::name)
                .map(name -> name + ".csv")
                .toList());
        files.add(Draft.REASONS);
        return problems.stream()
                .distinct()
                .sorted(Comparator.<Problem>comparingInt(problem -> files.indexOf(problem.file()))
                        .thenComparingInt(Problem::line)
                        .thenComparing(Problem::column))
                .toList();
    }
}
