package org.lode.author;

import java.util.List;
import java.util.function.Consumer;

/** Holds tables to every rule and reports all that is wrong, not the first alone. */
final class Validator {
    private static final List<Rule> RULES = List.of(
            new FormRule(),
            new KeyRule(),
            new SortRule(),
            new ReferenceRule(),
            new RangeRule(),
            new PlaceRule(),
            new DateRule(),
            new MoneyRule(),
            new StakeRule(),
            new PrimaryMineralRule(),
            new SeriesRule(),
            new CitationRule(),
            new FigureRule(),
            new ConfidenceRule(),
            new SourceRule(),
            new RedirectRule());

    private final Draft draft;

    Validator(Draft draft) {
        this.draft = draft;
    }

    void check(Consumer<Problem> report) {
        RULES.forEach(rule -> rule.check(draft, report));
    }
}
