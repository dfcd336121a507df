package org.lode.graphql;

import graphql.language.Definition;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.LimitExceeded;

/**
 * How large a document is once its fragments are expanded, found without expanding them: each fragment is measured once.
 *
 * <p>Run before validation, some of whose rules take long on large documents. A fragment within itself counts as nothing here;
 * validation refuses it.
 */
final class DocumentSize {
    private static final long MOST = 1L << 40;

    private final LimitSettings limits;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Size> measured = new HashMap<>();
    private long aliases;
    private long duplicates;

    private DocumentSize(LimitSettings limits) {
        this.limits = limits;
    }

    /** Fails if the document is larger than a limit allows. */
    static void check(Document document, LimitSettings limits) {
        new DocumentSize(limits).check(document);
    }

    private void check(Document document) {
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.put(fragment.getName(), fragment));
        Size whole = Size.NONE;
        for (Definition<?> definition : document.getDefinitions()) {
            whole = whole.with(
                    switch (definition) {
                        case OperationDefinition operation -> measure(operation.getSelectionSet());
                        // On its own, too: one that no operation spreads is validated all the same.
                        case FragmentDefinition fragment ->
                            new Size(0, measure(fragment).depth());
                        default -> Size.NONE;
                    });
        }
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "aliases", aliases, limits.aliases());
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "duplicates", duplicates, limits.duplicates());
        LimitExceeded.check(Code.QUERY_TOO_DEEP, "depth", whole.depth(), limits.depth());
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "fields", whole.fields(), limits.fields());
    }

    private Size measure(@Nullable SelectionSet braces) {
        if (braces == null) {
            return Size.NONE;
        }
        LimitExceeded.check(
                Code.QUERY_TOO_LARGE, "breadth", braces.getSelections().size(), limits.breadth());
        countNames(braces);
        Size size = Size.NONE;
        for (Selection<?> selection : braces.getSelections()) {
            size = size.with(
                    switch (selection) {
                        case Field field -> measure(field.getSelectionSet()).below();
                        case InlineFragment inline -> measure(inline.getSelectionSet());
                        case FragmentSpread spread -> measure(fragments.get(spread.getName()));
                        default -> Size.NONE;
                    });
        }
        return size;
    }

    private Size measure(@Nullable FragmentDefinition fragment) {
        if (fragment == null) {
            return Size.NONE;
        }
        Size known = measured.get(fragment.getName());
        if (known == null) {
            measured.put(fragment.getName(), Size.NONE);
            known = measure(fragment.getSelectionSet());
            measured.put(fragment.getName(), known);
        }
        return known;
    }

    private void countNames(SelectionSet braces) {
        Set<String> names = new HashSet<>();
        for (Field field : braces.getSelectionsOfType(Field.class)) {
            aliases += field.getAlias() == null ? 0 : 1;
            duplicates += names.add(field.getResultKey()) ? 0 : 1;
        }
    }

    /** @param fields all of them, fragments expanded */
    private record Size(long fields, int depth) {
        static final Size NONE = new Size(0, 0);

        Size with(Size other) {
            return new Size(Math.min(fields + other.fields, MOST), Math.max(depth, other.depth));
        }

        Size below() {
            return new Size(fields + 1, depth + 1);
        }
    }
}
