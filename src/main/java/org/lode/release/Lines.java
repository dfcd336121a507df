package org.lode.release;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lode.failure.DatasetDamaged;

/** Files of lines, each ended by one line feed. */
public final class Lines {
    private Lines() {}

    /** The lines without their line feeds; fails when the last line has none. */
    public static List<byte[]> split(byte[] bytes, String file) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(Arrays.copyOfRange(bytes, start, i));
                start = i + 1;
            }
        }
        if (start != bytes.length || lines.isEmpty()) {
            throw new DatasetDamaged("%s:%d: the file ends within a line (expected: a line feed at the end)"
                    .formatted(file, lines.size() + 1));
        }
        return lines;
    }

    /** The only line of a file. */
    public static byte[] single(byte[] bytes, String file) {
        List<byte[]> lines = split(bytes, file);
        if (lines.size() != 1) {
            throw new DatasetDamaged("%s: %d lines (expected: 1)".formatted(file, lines.size()));
        }
        return lines.getFirst();
    }

    public static byte[] join(List<String> lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String line : lines) {
            out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }
        return out.toByteArray();
    }
}
