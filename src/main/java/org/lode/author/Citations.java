package org.lode.author;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.FieldType;
import org.lode.model.LinkKind;
import org.lode.model.PartKind;
import org.lode.model.RecordKind;

/**
 * What a citation of a record can name: a field, a name that several fields share, a part or one row of a part.
 *
 * <p>A row of a part is named by its key in brackets ({@code events[2011-03-30-agreement-signed]}), where the key is
 * one column.
 */
final class Citations {
    /** Tables whose records need no citation: what is cited, what cites, and definitions of our own. */
    static final Set<String> UNCITED = Set.of("sources", "citations", "indicators");

    private static final Pattern ONE_OF_PART = Pattern.compile("([a-z_]+)\\[([^\\]]+)\\]");

    private final DataPackage description;
    private final Set<List<String>> keysOfParts = new HashSet<>();

    Citations(Draft draft) {
        this.description = draft.description();
        for (RecordKind kind : description.shown()) {
            for (PartKind part : description.partsOf(kind)) {
                draft.rows(part)
                        .forEach(row -> keysOfParts.add(List.of(
                                part.name(),
                                row.text(part.ownerField().name()),
                                row.text(part.key().getFirst()))));
            }
        }
    }

    /** Whether a citation of this record can name this. */
    boolean canName(RecordKind kind, String id, String name) {
        Matcher one = ONE_OF_PART.matcher(name);
        return one.matches()
                ? description.partsOf(kind).stream()
                        .filter(part ->
                                part.part().equals(one.group(1)) && part.key().size() == 1)
                        .anyMatch(part -> keysOfParts.contains(List.of(part.name(), id, one.group(2))))
                : names(kind).contains(name);
    }

    private Set<String> names(RecordKind kind) {
        Set<String> names = new HashSet<>();
        for (Field field : kind.fields()) {
            if (field.type() != FieldType.ID) {
                names.add(field.name());
                names.add(Objects.requireNonNullElse(field.citedAs(), field.name()));
            }
        }
        description.partsOf(kind).stream().map(PartKind::part).forEach(names::add);
        description.linksOf(kind).stream().map(LinkKind::part).forEach(names::add);
        return names;
    }

    /** The names of which one must be cited for a figure in the record's own row; {@code ""} is the whole record. */
    static List<String> covering(Field field) {
        return List.of("", field.name(), Objects.requireNonNullElse(field.citedAs(), field.name()));
    }

    /** The names of which one must be cited for a figure in a row of a part. */
    static List<String> covering(PartKind part, Row row) {
        return List.of(
                "",
                part.part(),
                "%s[%s]".formatted(part.part(), row.text(part.key().getFirst())));
    }
}
