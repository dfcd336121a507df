package org.lode.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes random changes to states: records added, changed, removed and merged. */
final class Edits {
    private final Random random;
    private int made;

    Edits(Random random) {
        this.random = random;
    }

    State of(State state) {
        List<Leaf> leaves = new ArrayList<>();
        for (Leaf leaf : state.leaves().values()) {
            switch (random.nextInt(12)) {
                case 0 -> leaves.add(changed(leaf));
                case 1 -> merge(leaf, state, leaves);
                case 2 -> {
                    // It goes.
                }
                default -> leaves.add(leaf);
            }
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            leaves.add(leaf(new RecordKey("Project", "project:made-" + random.nextInt(1000))));
        }
        return State.of(leaves);
    }

    private void merge(Leaf leaf, State state, List<Leaf> leaves) {
        ObjectNode redirect = JsonNodeFactory.instance.objectNode();
        redirect.put("new_id", state.leaves().lastKey().id());
        if (leaf.key().type().equals("Redirect")) {
            leaves.add(leaf);
        } else {
            leaves.add(Leaf.of(new RecordKey("Redirect", leaf.key().id()), redirect));
        }
    }

    private Leaf changed(Leaf leaf) {
        ObjectNode data = (ObjectNode) leaf.data();
        List<String> names = List.copyOf(data.propertyNames());
        switch (random.nextInt(3)) {
            case 0 -> data.put(names.get(random.nextInt(names.size())), "changed " + made++);
            case 1 -> data.put("added_" + random.nextInt(5), made++);
            default -> data.putArray(names.get(random.nextInt(names.size()))).add("项 " + made++);
        }
        return Leaf.of(leaf.key(), data);
    }

    private Leaf leaf(RecordKey key) {
        return Leaf.of(key, JsonNodeFactory.instance.objectNode().put("name", "made " + made++));
    }
}
