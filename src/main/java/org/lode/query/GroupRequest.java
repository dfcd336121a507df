package org.lode.query;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.query.AggregateQuery.Totals;

/**
 * Which groups of a listing are requested.
 *
 * @param by keys in order of weight
 * @param order in order of weight; the keys always end it
 * @param first at most so many groups; null for all
 */
public record GroupRequest(
        List<Key> by, List<Term> order, @Nullable Integer first) {
    public static final GroupRequest NO_KEYS = new GroupRequest(List.of(), List.of(), null);

    /**
     * What rows can be grouped by: a value or a record, of the row itself or at the end of a path of references.
     *
     * <p>A row without a value is in the group of rows without one. A row from which the way leads to several values counts once
     * in the group of each.
     *
     * @param name its name among the fields of a group's key: {@code stage}, {@code announcedYear}, {@code projectCountry}
     * @param way from the row to the row that has the value, or to the record that is the key; at most one step leads to many
     * @param value a field, or of a date the year of its first day; null for a key that is the record at the end of the way
     */
    public record Key(
            String name, List<Relation> way, @Nullable Field value) {

        /** Its name in the {@code by} argument: {@code STAGE}, {@code ANNOUNCED_YEAR}, {@code PROJECT_COUNTRY}. */
        public String constant() {
            return Names.constant(name);
        }

        /** The kind of the records that the key names; null for a key that is a value. */
        public @Nullable RecordKind target() {
            if (value != null) {
                return null;
            }
            return switch (way.getLast()) {
                case Relation.ToOne one -> one.targets().getFirst();
                case Relation.Many many -> (RecordKind) many.target();
            };
        }

        /** Whether the way leads to several rows. */
        public boolean isMany() {
            return way.stream().anyMatch(Relation.Many.class::isInstance);
        }
    }

    /** One step of an order of groups: upwards or downwards, and where groups without a value come. */
    public record Term(By by, boolean descending, boolean nullsFirst) {}

    public sealed interface By {

        /** Their keys, the weightiest first. */
        record Keys() implements By {}

        /** How many rows they have. */
        record Count() implements By {}

        /** What an aggregate of their rows comes to. */
        record Figure(RecordKind.Aggregate aggregate, Totals.Statistic statistic) implements By {}
    }

    /** A text that is equal for equal requests. */
    String canonical() {
        StringBuilder text = new StringBuilder();
        by.forEach(key -> text.append(key.name()).append(','));
        for (Term term : order) {
            String by = switch (term.by()) {
                case By.Keys keys -> "";
                case By.Count count -> "*";
                case By.Figure figure -> figure.aggregate().name() + figure.statistic();
            };
            text.append(by).append(term.descending() ? '-' : '+').append(term.nullsFirst() ? 'f' : 'l');
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
