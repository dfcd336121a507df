package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lode.model.Sha256;

class MerkleTreeTests {

    @Test
    void itsHashIsThatOfAllHashesAtOnce() {
        MerkleTree tree = new MerkleTree();
        List<byte[]> hashes = new ArrayList<>();
        for (int n = 0; n < 300; n++) {
            assertThat(tree.hash()).as("%d hashes", n).isEqualTo(MerkleTree.over(hashes));
            byte[] next = Sha256.of(new byte[] {(byte) n, (byte) (n >> 8)});
            hashes.add(next);
            tree.add(next);
        }
    }
}
