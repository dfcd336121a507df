package org.lode.query;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.RecordKind;

/**
 * Which groups of a listing are asked for.
 *
 * @param by keys in order of weight
 * @param order in order of weight; the keys always end it
 * @param first at most so many groups; null for all
 */
public record GroupRequest(
        List<GroupKey> by, List<Term> order, @Nullable Integer first) {

    /** One step of an order of groups: upwards or downwards, and where groups without a value come. */
    public record Term(By by, boolean descending, boolean nullsFirst) {}

    /** What groups can be sorted by. */
    public sealed interface By {

        /** Their keys, the weightiest first. */
        record Keys() implements By {}

        /** How many rows they have. */
        record Count() implements By {}

        /** What an aggregate of their rows comes to. */
        record Figure(RecordKind.Aggregate aggregate, Totals.Statistic statistic) implements By {}
    }

    /** One text for one request. */
    String canonical() {
        StringBuilder text = new StringBuilder();
        by.forEach(key -> text.append(key.name()).append(','));
        for (Term term : order) {
            text.append(
                            switch (term.by()) {
                                case By.Keys keys -> "";
                                case By.Count count -> "*";
                                case By.Figure figure -> figure.aggregate().name() + figure.statistic();
                            })
                    .append(term.descending() ? '-' : '+')
                    .append(term.nullsFirst() ? 'f' : 'l');
        }
        return text.append(first).toString();
    }

    /** The aggregates that are needed: those asked for, and those that groups are sorted by. */
    List<RecordKind.Aggregate> aggregates(List<RecordKind.Aggregate> asked) {
        Stream<RecordKind.Aggregate> sorted = order.stream()
                .flatMap(term -> term.by() instanceof By.Figure figure ? Stream.of(figure.aggregate()) : Stream.of());
        return Stream.concat(asked.stream(), sorted).distinct().toList();
    }
}
