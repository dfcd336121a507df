package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lode.model.Sha256;

class GrowingTreeTests {

    @Test
    void itsHashIsThatOfAllHashesAtOnce() {
        GrowingTree tree = new GrowingTree();
        List<byte[]> hashes = new ArrayList<>();
        for (int n = 0; n < 300; n++) {
            assertThat(tree.hash()).as("%d hashes", n).isEqualTo(TreeHash.over(hashes));
            byte[] next = Sha256.of(new byte[] {(byte) n, (byte) (n >> 8)});
            hashes.add(next);
            tree.add(next);
        }
    }
}
