package org.lode.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lode.model.Sha256;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.stereotype.Component;

/**
 * The files below {@code web/} on the class path: pages, modules, style sheets, GraphQL documents, images.
 *
 * <p>Their addresses contain a stamp, which changes with any of the files. So browsers may cache files without limit.
 */
@Component
public final class WebFiles {
    private static final String FOLDER = "web/";
    static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final Map<String, MediaType> TYPES = Map.of(
            "graphql", new MediaType("text", "plain", StandardCharsets.UTF_8),
            "js", new MediaType("text", "javascript", StandardCharsets.UTF_8));

    private final SortedMap<String, Resource> files = new TreeMap<>();
    private final String stamp;

    public WebFiles() {
        try {
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + FOLDER + "**")) {
                if (file.isReadable()) {
                    String url = file.getURL().toString();
                    files.putIfAbsent(url.substring(url.lastIndexOf("/" + FOLDER) + FOLDER.length() + 1), file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        MessageDigest digest = Sha256.digest();
        files.forEach((name, file) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes(file));
        });
        stamp = Sha256.hex(digest.digest()).substring(0, 12);
    }

    /** Returns the first digits of a SHA-256 over the names and bytes of all files. */
    public String stamp() {
        return stamp;
    }

    /** Returns the names of all files, in order: {@code lib/format.js}. */
    Collection<String> names() {
        return files.keySet();
    }

    /** Returns the bytes of a file; empty if it does not exist, or is a page. */
    Optional<byte[]> loaded(String name) {
        return Optional.ofNullable(files.get(name))
                .filter(file -> !name.endsWith(".html"))
                .map(WebFiles::bytes);
    }

    static MediaType type(String name) {
        MediaType known = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        return known != null ? known : MediaTypeFactory.getMediaType(name).orElse(MediaType.APPLICATION_OCTET_STREAM);
    }

    /** Returns the text of a file that must exist. */
    public String text(String name) {
        Resource file = files.get(name);
        if (file == null) {
            throw new IllegalStateException("web file: %s (expected: one of %s)".formatted(name, files.keySet()));
        }
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Resource file) {
        try {
            return file.getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page with placeholders such as <code>{{title}}</code>. */
    public record PageTemplate(String text) {
        private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]+)}}");

        /** Reads a page that must exist. */
        public PageTemplate(WebFiles files, String name) {
            this(files.text(name));
        }

        /** Replaces all placeholders by HTML, once: a value may look like a placeholder. */
        public String filled(Map<String, String> values) {
            return PLACEHOLDER
                    .matcher(text)
                    .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(values.get(place.group(1)))));
        }
    }
}
