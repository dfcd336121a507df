package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lode.model.Sha256;
import org.lode.release.MerkleTree.ProofStep;
import org.lode.release.MerkleTree.ProofStep.Side;

/** The way from a leaf to its root is the one of RFC 9162. */
class AuditPathTests {
    private static final int LARGEST = 70;

    @Test
    void everyPlaceOfEveryTreeLeadsToTheRoot() {
        for (int size = 1; size <= LARGEST; size++) {
            List<byte[]> hashes = hashes(size);
            for (int place = 0; place < size; place++) {
                List<ProofStep> steps = MerkleTree.path(hashes, place);
                assertThat(MerkleTree.follow(hashes.get(place), steps))
                        .as("%d of %d", place, size)
                        .isEqualTo(MerkleTree.over(hashes));
                assertThat(steps).isEqualTo(path(place, hashes));
            }
        }
    }

    @Test
    void whatHasNoNeighbourMovesUpWithoutAStep() {
        List<byte[]> hashes = hashes(5);
        assertThat(MerkleTree.path(hashes, 4))
                .containsExactly(new ProofStep(Side.LEFT, Sha256.hex(MerkleTree.over(hashes.subList(0, 4)))));
        assertThat(MerkleTree.path(hashes(1), 0)).isEmpty();
    }

    @Test
    void anotherLeafOrStepLeadsElsewhere() {
        List<byte[]> hashes = hashes(6);
        List<ProofStep> steps = MerkleTree.path(hashes, 2);
        assertThat(MerkleTree.follow(hashes.get(3), steps)).isNotEqualTo(MerkleTree.over(hashes));
        assertThat(MerkleTree.follow(hashes.get(2), steps.reversed())).isNotEqualTo(MerkleTree.over(hashes));
        assertThat(MerkleTree.follow(hashes.get(2), steps.subList(1, steps.size())))
                .isNotEqualTo(MerkleTree.over(hashes));
    }

    /** PATH(m, D[n]) as it is written in section 2.1.3.1. */
    private static List<ProofStep> path(int place, List<byte[]> hashes) {
        if (hashes.size() == 1) {
            return List.of();
        }
        int split = Integer.highestOneBit(hashes.size() - 1);
        List<byte[]> left = hashes.subList(0, split);
        List<byte[]> right = hashes.subList(split, hashes.size());
        List<ProofStep> steps = new ArrayList<>(place < split ? path(place, left) : path(place - split, right));
        steps.add(
                place < split
                        ? new ProofStep(Side.RIGHT, Sha256.hex(MerkleTree.over(right)))
                        : new ProofStep(Side.LEFT, Sha256.hex(MerkleTree.over(left))));
        return steps;
    }

    private static List<byte[]> hashes(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> Sha256.of(new byte[] {(byte) i}))
                .toList();
    }
}
