package org.lode.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The views of the explorer, as {@code web/views.json} lists them. */
@Component
public final class Views {
    private final List<View> all = new ArrayList<>();

    public Views(WebFiles files) {
        Map<String, View.@Nullable FileAddress> listed =
                JsonMapper.shared().readValue(files.text("views.json"), new TypeReference<>() {});
        listed.forEach((name, export) -> all.add(View.of(name, files.text("views/" + name + ".graphql"), export)));
    }

    List<View> all() {
        return all;
    }

    /** Returns the texts of their GraphQL documents, which the server knows by their hashes. */
    public List<String> documents() {
        return all.stream().map(View::document).toList();
    }
}
