package org.lode.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Names the newest bundled release, so that tests stay right when the next one is published. */
public final class Bundled {
    private static final JsonNode STATE = read();

    /** The sequence number of the newest bundled release, which is also the number of bundled releases. */
    public static final int NEWEST = STATE.path("sequence").asInt();

    public static final String VERSION = STATE.path("version").asString();
    public static final String ROOT = STATE.path("root").asString();

    private Bundled() {}

    private static JsonNode read() {
        try {
            return JsonMapper.shared().readTree(Files.readString(Path.of("dataset", "releases", "state.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
