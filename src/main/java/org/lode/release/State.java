package org.lode.release;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Roots.TableRoot;

/** All records of one release. Immutable: {@link #apply} makes another one. */
public final class State {
    /** Type of the records that lead from the id of a merged record to the id that replaces it. */
    public static final String REDIRECT = "Redirect";

    private final NavigableMap<RecordKey, Leaf> leaves;

    private State(NavigableMap<RecordKey, Leaf> leaves) {
        this.leaves = Collections.unmodifiableNavigableMap(leaves);
    }

    /** Returns the state before the first release. */
    public static State empty() {
        return new State(new TreeMap<>());
    }

    /** Returns the state with these records, each key once. */
    public static State of(Collection<Leaf> leaves) {
        NavigableMap<RecordKey, Leaf> map = new TreeMap<>();
        leaves.forEach(leaf -> map.put(leaf.key(), leaf));
        return new State(map);
    }

    public NavigableMap<RecordKey, Leaf> leaves() {
        return leaves;
    }

    public Optional<Leaf> find(RecordKey key) {
        return Optional.ofNullable(leaves.get(key));
    }

    /** Returns the state after these operations; fails at the first record that differs from the operation's version before. */
    public State apply(List<Op> ops) {
        NavigableMap<RecordKey, Leaf> next = new TreeMap<>(leaves);
        for (Op op : ops) {
            Leaf live = leaves.get(op.key());
            checkBefore(op, live == null ? null : live.hash());
            if (op instanceof Op.Mod mod && live != null && !mod.beginsRedacted()) {
                Difference.checkChanged(mod, live.data());
            }
            Leaf after = op.after();
            if (after == null) {
                next.remove(op.key());
            } else {
                next.put(op.key(), after);
            }
        }
        for (Op op : ops) {
            if (op instanceof Op.Merge merge) {
                boolean survivor = next.containsKey(new RecordKey(merge.key().type(), merge.into()));
                checkMerge(
                        merge,
                        survivor,
                        next.containsKey(new RecordKey(REDIRECT, merge.key().id())));
            }
        }
        return new State(next);
    }

    /** Fails unless the live version of the record is the one that the operation starts from. */
    public static void checkBefore(Op op, @Nullable String live) {
        if (!Objects.equals(op.before(), live)) {
            throw new DatasetDamaged("%s: the release before has %s (expected: %s)"
                    .formatted(op.key(), version(live), version(op.before())));
        }
    }

    private static String version(@Nullable String hash) {
        return hash == null ? "no such record" : "version " + hash;
    }

    /** Fails unless the record that replaces a merged one is live, and the redirect to it, too. */
    public static void checkMerge(Op.Merge merge, boolean survivor, boolean redirect) {
        if (!survivor || !redirect) {
            throw new DatasetDamaged("%s: merged into %s (expected: a live record, and a redirect to it)"
                    .formatted(merge.key(), merge.into()));
        }
    }

    /** Returns the hashes of this state, with a table for each of these types; fails when a record is of none of them. */
    public Roots roots(Collection<String> types) {
        List<TableRoot> tables =
                types.stream().map(type -> TableRoot.of(type, ofType(type))).toList();
        int rows = tables.stream().mapToInt(TableRoot::rows).sum();
        if (rows != leaves.size()) {
            throw new DatasetDamaged("%d records, of which %d are of the types %s (expected: all)"
                    .formatted(leaves.size(), rows, types));
        }
        return Roots.of(tables);
    }

    /** Returns all records of one type, in the order of their ids. */
    public List<Leaf> ofType(String type) {
        // No id is empty, and the space behind the type is the first character that no type has.
        return List.copyOf(leaves.subMap(new RecordKey(type, ""), new RecordKey(type + " ", ""))
                .values());
    }
}
