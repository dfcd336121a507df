package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lode.mirror.Origin.OriginState;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Notices;
import org.lode.release.ReleaseReader.Pointer;
import org.lode.release.Roots;

class MirrorPlanTests {
    private static final Instant EXPIRY = Instant.parse("1970-01-02T00:00:00Z");

    private final Published first = release(1, "1.0.0", "a", null);
    private final Published second = release(2, "1.3.0", "b", first);
    private final Published third = release(3, "2.0.0", "c", second);

    @Test
    void anEmptyDatabaseTakesEveryRelease() {
        assertThat(plan(null, List.of(first, second))).isEqualTo(new MirrorPlan.Deltas(List.of(first, second)));
    }

    @Test
    void whatIsMissingIsTaken() {
        assertThat(plan(first, List.of(first, second))).isEqualTo(new MirrorPlan.Deltas(List.of(second)));
    }

    @Test
    void nothingIsDoneWhenNothingIsMissing() {
        assertThat(plan(second, List.of(second))).isEqualTo(new MirrorPlan.UpToDate(second));
    }

    @Test
    void anOriginThatFellBackIsRefused() {
        assertThat(plan(second, offer(first, List.of())))
                .isEqualTo(new MirrorPlan.Refuse(
                        "its newest release is 1, 2026.1.1 (expected: 2 or later, which this database holds)"));
    }

    @Test
    void anotherReleaseOfTheSameNumberIsRefused() {
        Published other = release(2, "1.3.0", "other", first);
        assertThat(plan(second, List.of(other)))
                .isInstanceOfSatisfying(
                        MirrorPlan.Refuse.class,
                        refuse -> assertThat(refuse.reason()).startsWith("its release 2 has root "));
        assertThat(plan(second, List.of(other, release(3, "1.3.0", "d", other))))
                .isInstanceOf(MirrorPlan.Refuse.class);
    }

    @Test
    void aStateThatExpiredIsRefusedOnceClocksCannotExplainIt() {
        MirrorPlan.Own own = new MirrorPlan.Own(Optional.of(first), false);
        MirrorPlan.Offer offer = offer(second, List.of(first, second));
        Instant limit = EXPIRY.plus(MirrorPlan.CLOCKS);
        assertThat(MirrorPlan.of(own, offer, 1, limit)).isEqualTo(new MirrorPlan.Deltas(List.of(second)));
        assertThat(MirrorPlan.of(own, offer, 1, limit.plusSeconds(1)))
                .isEqualTo(
                        new MirrorPlan.Refuse(
                                "its state expired at 1970-01-02T00:00:00Z (expected: one that is still good at 1970-01-02T00:10:01Z)"));
    }

    @Test
    void aMissingDeltaIsGoneRoundByTheFullFilesOfThatVeryRelease() {
        List<Published> chain = List.of(first, second, release(3, "1.3.0", "c", second));
        MirrorPlan.Own own = new MirrorPlan.Own(Optional.of(first), false);
        assertThat(MirrorPlan.of(own, lacking(chain, 3), 1, Instant.EPOCH))
                .isEqualTo(new MirrorPlan.Deltas(List.of(second)));
        assertThat(MirrorPlan.of(own, lacking(chain, 2), 1, Instant.EPOCH)).isEqualTo(new MirrorPlan.Full(second));
    }

    @Test
    void whatIsDamagedIsRepairedBeforeAnythingIsAdded() {
        MirrorPlan.Own own = new MirrorPlan.Own(Optional.of(first), true);
        assertThat(MirrorPlan.of(own, offer(second, List.of(first, second)), 1, Instant.EPOCH))
                .isEqualTo(new MirrorPlan.Repair(first));
    }

    private static MirrorPlan.Offer lacking(List<Published> chain, int sequence) {
        return new MirrorPlan.Offer(
                new OriginState(pointer(chain.getLast()), EXPIRY, null, ""), chain, Set.of(sequence));
    }

    @Test
    void recordsOfANewerShapeAreRefusedBeforeAnyIsTaken() {
        assertThat(plan(first, List.of(first, second, third)))
                .isEqualTo(new MirrorPlan.Outdated(
                        "its release 2026.1.3 has schema 2.0.0 (expected: 1.x, which this Lode understands)"));
        assertThat(plan(first, List.of(first, release(2, "next", "b", first)))).isInstanceOf(MirrorPlan.Outdated.class);
    }

    private static MirrorPlan plan(@Nullable Published own, List<Published> chain) {
        return plan(own, offer(chain.getLast(), chain));
    }

    private static MirrorPlan plan(@Nullable Published own, MirrorPlan.Offer offer) {
        return MirrorPlan.of(new MirrorPlan.Own(Optional.ofNullable(own), false), offer, 1, Instant.EPOCH);
    }

    private static MirrorPlan.Offer offer(Published newest, List<Published> chain) {
        return new MirrorPlan.Offer(new OriginState(pointer(newest), EXPIRY, null, ""), chain, Set.of());
    }

    private static Pointer pointer(Published release) {
        return release.pointer(Notices.Extent.NONE);
    }

    private static Published release(int sequence, String schema, String hash, @Nullable Published previous) {
        Manifest manifest = new Manifest(
                sequence,
                "2026.1." + sequence,
                schema,
                Instant.EPOCH,
                "",
                Roots.of(List.of()).root(),
                previous == null ? null : previous.asPrevious(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                List.of());
        return new Published(manifest, hash, "");
    }
}
