package org.lode.author;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.lode.model.Failure.BadInput;
import org.lode.model.RecordKind;

/** Makes ids for new records out of what their rows say, as the ids of the dataset are made. */
final class NewIds {
    private static final int WORDS_OF_TITLE = 5;

    /** The columns whose texts make an id, where a kind has such a custom; a date counts with its year. */
    private static final Map<String, List<String>> CUSTOM = Map.of(
            "organizations", List.of("name"),
            "offices", List.of("agency_id", "city"),
            "minerals", List.of("name"),
            "projects", List.of("name"),
            "investments", List.of("project_id", "recipient_id", "instrument", "announced"),
            "deals", List.of("name"),
            "observations", List.of("subject_id", "mineral_id", "product", "indicator", "partner_id", "period"),
            "fx_rates", List.of("currency", "year"),
            "sources", List.of("publisher", "published", "title"));

    private final Draft draft;
    private final Set<String> used;

    /** {@code used} are the ids that records had in any release: none is given again. */
    NewIds(Draft draft, Set<String> used) {
        this.draft = draft;
        this.used = used;
    }

    /** An id that no record has or had; fails for a kind whose ids follow from nothing. */
    String of(RecordKind kind, UnaryOperator<String> cell) {
        List<String> columns = CUSTOM.get(kind.name());
        if (columns == null) {
            throw new BadInput("id", "empty", "the id of the new record, as id=%s:...".formatted(kind.prefix()));
        }
        List<String> parts = new ArrayList<>();
        for (String column : columns) {
            // Money that has a project is told by it.
            boolean told =
                    column.equals("recipient_id") && !cell.apply("project_id").isEmpty();
            parts.add(told ? "" : part(column, cell.apply(column)));
        }
        String slug = parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("-"));
        if (slug.isEmpty()) {
            throw new BadInput("id", "empty", "an id, or a text in Latin letters in " + String.join(", ", columns));
        }
        String id = kind.prefix() + ":" + slug;
        String free = id;
        for (int i = 2; isTaken(free); i++) {
            free = id + "-" + i;
        }
        return free;
    }

    /** The id of the next citation of a record: its own id and a number. */
    String ofCitation(String subject) {
        String start = "citation:%s-".formatted(subject.replace(':', '-').toLowerCase(Locale.ROOT));
        int number = 1;
        while (isTaken("%s%02d".formatted(start, number))) {
            number++;
        }
        return "%s%02d".formatted(start, number);
    }

    boolean isTaken(String id) {
        return draft.record(id) != null || used.contains(id);
    }

    private static String part(String column, String text) {
        return switch (column) {
            case "published", "announced" -> text.isEmpty() ? "" : text.substring(0, Math.min(4, text.length()));
            case "title" ->
                Arrays.stream(slug(text).split("-")).limit(WORDS_OF_TITLE).collect(Collectors.joining("-"));
            default -> slug(column.endsWith("_id") ? text.substring(text.indexOf(':') + 1) : text);
        };
    }

    /** Small Latin letters and digits, with hyphens between words; what stands in brackets is left out. */
    private static String slug(String text) {
        String plain = Objects.requireNonNull(Normalizer.normalize(text, Normalizer.Form.NFD))
                .replaceAll("\\([^)]*\\)", " ")
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
        return plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
