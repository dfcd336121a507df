package org.lode.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Holds the hashes to a vector that a Python and a Java program computed independently. */
class HashVectorTests {
    private final Leaf nickel = leaf(
            "Project",
            "prj-0001",
            "{\"name\":\"Example Nickel\",\"nameJa\":\"例ニッケル\",\"country\":\"ID\",\"status\":\"OPERATING\","
                    + "\"investment\":{\"currency\":\"USD\",\"amount\":\"200.50\"}}");
    private final Leaf lithium = leaf(
            "Project",
            "prj-0002",
            "{\"name\":\"Example Lithium\",\"nameJa\":null,\"country\":\"CL\",\"status\":\"SUSPENDED\",\"investment\":null}");
    private final Leaf office =
            leaf("Office", "off-0001", "{\"city\":\"Vientiane\",\"country\":\"LA\",\"openedYear\":2012}");

    @Test
    void leavesAndBucketsAreThoseOfTheVector() {
        assertThat(nickel.hash()).isEqualTo("7913ad12aad93e60a1c4de8e58036522099205c25078b48e9d2ea5d4a91ce3b8");
        assertThat(nickel.key().bucket()).isEqualTo(97);
        assertThat(lithium.hash()).isEqualTo("1a44ec7476f8f1a2d9f8d5d938c0e328306cfcd543db615adea41e6c82add1fb");
        assertThat(lithium.key().bucket()).isEqualTo(20);
        assertThat(office.hash()).isEqualTo("644aea27f2e3658340fcc6455e01c7ee7f9a7b2bba0bd5acdb45c2adb27140ff");
        assertThat(office.key().bucket()).isEqualTo(240);
    }

    @Test
    void tableAndReleaseRootsAreThoseOfTheVector() {
        Roots roots = State.of(List.of(nickel, lithium, office)).roots(List.of("Project", "Office"));
        assertThat(roots.types()).containsExactly("Office", "Project");
        assertThat(roots.tables().getFirst().root())
                .isEqualTo("bacb97d52661e91bbada15d0fd56612bd27693624c9f148353ac5fa6750f506a");
        assertThat(roots.tables().getLast().root())
                .isEqualTo("1b8bf6c36f0857cda874b0413feb61ceba9f2bab4d52c5e59533f9c783e6bf43");
        assertThat(roots.root()).isEqualTo("05d375bd08e2a4cbe9fa3f248061a09b51a0255f15fdf88b9795d32345265778");
    }

    private static Leaf leaf(String type, String id, String data) {
        return Leaf.of(new RecordKey(type, id), JsonMapper.shared().readTree(data));
    }
}
