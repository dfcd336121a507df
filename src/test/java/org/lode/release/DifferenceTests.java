package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.Op.Cause;
import org.lode.release.Op.Reason;
import org.lode.support.Seed;
import tools.jackson.databind.json.JsonMapper;

class DifferenceTests {
    private static final Seed SEED = Seed.of(DifferenceTests.class);
    private static final Difference.Causes CAUSES = key -> new Cause(Reason.CORRECTION, "a test");

    private final Leaf lofdal = leaf("project:lofdal", "{\"name\":\"Lofdal\",\"region\":null}");
    private final Leaf lofdal2 = leaf("project:lofdal", "{\"name\":\"Lofdal\",\"region\":\"Kunene\"}");
    private final Leaf twin = leaf("project:lofdal-twin", "{\"name\":\"Lofdal again\",\"region\":null}");
    private final Leaf redirect = Leaf.of(
            new RecordKey("Redirect", "project:lofdal-twin"),
            JsonMapper.shared().readTree("{\"new_id\":\"project:lofdal\"}"));

    @Test
    void applyingTheDifferenceOfNeighboursGivesTheOther() {
        List<State> states = PublishedStates.all();
        for (int i = 1; i < states.size(); i++) {
            assertLeadsFromTo(states.get(i - 1), states.get(i));
            assertLeadsFromTo(states.get(i), states.get(i - 1));
        }
    }

    @Test
    @Tag("thorough")
    void applyingTheDifferenceOfAnyTwoReleasesGivesTheOther() {
        List<State> states = PublishedStates.all();
        for (State from : states) {
            for (State to : states) {
                assertLeadsFromTo(from, to);
            }
        }
    }

    @Test
    void applyingTheDifferenceOfRandomlyEditedDatasetsGivesTheOther() {
        Edits edits = new Edits(SEED.random("edits"));
        State start = PublishedStates.all().get(1);
        State state = start;
        for (int i = 0; i < 8; i++) {
            State next = edits.of(state);
            assertLeadsFromTo(state, next);
            assertLeadsFromTo(next, start);
            state = next;
        }
    }

    private static void assertLeadsFromTo(State from, State to) {
        List<Op> ops = Difference.between(from, to, CAUSES);
        List<String> types =
                to.leaves().keySet().stream().map(RecordKey::type).distinct().toList();
        String toRoot = to.roots(types).root();
        Delta delta = new Delta(1, 2, Sha256.hex(Sha256.of()), toRoot, "1.0.0", ops);
        Delta read = DeltaFiles.read(delta.bytes());
        assertThat(read).isEqualTo(delta);
        State applied = from.apply(read.ops());
        assertThat(applied.leaves()).as("%s", SEED).isEqualTo(to.leaves());
        assertThat(applied.roots(types).root()).as("%s", SEED).isEqualTo(toRoot);
    }

    @Test
    void eachKindOfChangeIsToldApart() {
        State from = State.of(List.of(lofdal, twin));
        State to = State.of(List.of(lofdal2, redirect));
        Cause cause = new Cause(Reason.CORRECTION, "a test");
        assertThat(Difference.between(from, to, CAUSES))
                .containsExactly(
                        new Op.Mod(lofdal.hash(), lofdal2, List.of("region"), cause),
                        new Op.Merge(twin.key(), twin.hash(), "project:lofdal", cause),
                        new Op.Add(redirect, cause));
        assertThat(Difference.between(to, from, CAUSES))
                .containsExactly(
                        new Op.Mod(lofdal2.hash(), lofdal, List.of("region"), cause),
                        new Op.Add(twin, cause),
                        new Op.Del(redirect.key(), redirect.hash(), cause));
        assertThat(Difference.between(from, from, CAUSES)).isEmpty();
    }

    @Test
    void anOperationThatStartsFromAnotherVersionIsRefused() {
        Op stale = new Op.Mod(lofdal2.hash(), lofdal, List.of("region"), new Cause(Reason.CORRECTION));
        assertThatThrownBy(() -> State.of(List.of(lofdal)).apply(List.of(stale)))
                .isInstanceOf(DatasetDamaged.class)
                .hasMessageContaining("Project project:lofdal: the release before has version " + lofdal.hash())
                .hasMessageContaining("expected: version " + lofdal2.hash());
        assertThatThrownBy(() -> State.of(List.of(lofdal)).apply(List.of(new Op.Add(lofdal2, stale.cause()))))
                .hasMessageContaining("expected: no such record");
        assertThatThrownBy(() -> State.empty().apply(List.of(new Op.Del(lofdal.key(), lofdal.hash(), stale.cause()))))
                .hasMessageContaining("has no such record");
    }

    @Test
    void aMergeWithoutItsRedirectIsRefused() {
        Op merge = new Op.Merge(twin.key(), twin.hash(), "project:lofdal", new Cause(Reason.DEDUPLICATION));
        State both = State.of(List.of(lofdal, twin));
        assertThatThrownBy(() -> both.apply(List.of(merge)))
                .hasMessageContaining("a live record, and a redirect to it");
        assertThat(both.apply(List.of(merge, new Op.Add(redirect, merge.cause())))
                        .leaves())
                .containsOnlyKeys(lofdal.key(), redirect.key());
    }

    @Test
    void anOperationThatNamesTheWrongFieldsIsRefused() {
        Op wrong = new Op.Mod(lofdal.hash(), lofdal2, List.of("name"), new Cause(Reason.CORRECTION));
        assertThatThrownBy(() -> State.of(List.of(lofdal)).apply(List.of(wrong)))
                .hasMessageContaining("changed [name] (expected: [region])");
    }

    private static Leaf leaf(String id, String data) {
        return Leaf.of(new RecordKey("Project", id), JsonMapper.shared().readTree(data));
    }
}
