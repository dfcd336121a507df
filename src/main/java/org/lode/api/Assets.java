package org.lode.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * The files that pages load. Their addresses hold a stamp that changes when any of them does, so that browsers may keep them.
 *
 * @param stamp the first digits of a hash over all files, pages included
 */
record Assets(String stamp) {
    private static final List<String> SERVED = List.of(
            "start.css",
            "start.js",
            "explorer.css",
            "explorer.js",
            "lode.svg",
            "assets/graphiql.min.css",
            "assets/graphiql.min.js",
            "assets/react.production.min.js",
            "assets/react-dom.production.min.js");
    private static final int STAMP_DIGITS = 12;

    /** The files of this program, and the stamp of these and of what the pages are made of. */
    static Assets of(List<String> pages) {
        MessageDigest digest = sha256();
        pages.forEach(page -> digest.update(page.getBytes(StandardCharsets.UTF_8)));
        SERVED.forEach(file -> read(file, digest));
        return new Assets(HexFormat.of().formatHex(digest.digest()).substring(0, STAMP_DIGITS));
    }

    /** Whether a page may load a file of this name. */
    boolean serves(String name) {
        return SERVED.stream().anyMatch(file -> name(file).equals(name));
    }

    /** The bytes of the file with this name. */
    byte[] file(String name) {
        String served = SERVED.stream()
                .filter(file -> name(file).equals(name))
                .findFirst()
                .orElseThrow();
        try {
            return resource(served).getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private static Resource resource(String file) {
        return new ClassPathResource("graphiql/" + file);
    }

    private static void read(String file, MessageDigest digest) {
        try (InputStream in = new DigestInputStream(resource(file).getInputStream(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
