package org.lode.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.lode.model.DataPackageReader;
import org.lode.model.Field;
import org.lode.model.Sha256;
import org.lode.model.Table;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The description of the dataset as {@code datapackage.json} has it, with all that the model leaves out. */
public final class Description {
    private final ObjectNode root;
    private final String sha256;

    private Description(ObjectNode root, String sha256) {
        this.root = root;
        this.sha256 = sha256;
    }

    /** Returns the description that this build of Lode was made with. */
    public static Description bundled() {
        byte[] bytes = DataPackageReader.bundledBytes();
        return new Description((ObjectNode) JsonMapper.shared().readTree(bytes), Sha256.hexOf(bytes));
    }

    static String licenseText() throws IOException {
        return new ClassPathResource("dataset/LICENSE").getContentAsString(StandardCharsets.UTF_8);
    }

    String sha256() {
        return sha256;
    }

    /** Returns a copy to write into. */
    ObjectNode copy() {
        return root.deepCopy();
    }

    String title() {
        return root.path("title").asString();
    }

    String text() {
        return root.path("description").asString();
    }

    /** Returns a property of the licence: {@code name} or {@code path}. */
    String license(String property) {
        return root.path("licenses").path(0).path(property).asString();
    }

    /** Returns who makes the dataset. */
    String creator() {
        return root.path("contributors").path(0).path("title").asString();
    }

    List<String> keywords() {
        return texts(root.path("keywords"));
    }

    JsonNode resource(Table table) {
        return named(root.path("resources"), table.name());
    }

    JsonNode field(Table table, Field field) {
        return named(resource(table).path("schema").path("fields"), field.name());
    }

    List<String> key(Table table) {
        return texts(resource(table).path("schema").path("primaryKey"));
    }

    static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static JsonNode named(JsonNode array, String name) {
        return array.valueStream()
                .filter(each -> each.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
