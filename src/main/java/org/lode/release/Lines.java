package org.lode.release;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.lode.model.Failure.DatasetDamaged;

/** The lines of a file, without their line feeds. Keeps the ends of lines alone; {@link #get} copies a line. */
public final class Lines extends AbstractList<byte[]> implements RandomAccess {
    private static final int AT_ONCE = 1 << 20;

    private final MemorySegment bytes;
    private final long[] ends;

    private Lines(MemorySegment bytes, long[] ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    /** Finds the lines; fails when the last one has no line feed. */
    public static Lines of(MemorySegment bytes, String file) {
        long[] ends = new long[1024];
        int count = 0;
        for (long start = 0; start < bytes.byteSize(); start += AT_ONCE) {
            byte[] part = part(bytes, start, Math.min(start + AT_ONCE, bytes.byteSize()));
            for (int i = 0; i < part.length; i++) {
                if (part[i] == '\n') {
                    ends = count < ends.length ? ends : Arrays.copyOf(ends, 2 * count);
                    ends[count++] = start + i;
                }
            }
        }
        if (count == 0 || ends[count - 1] != bytes.byteSize() - 1) {
            throw new DatasetDamaged(
                    "%s:%d: the file ends within a line (expected: a line feed at the end)".formatted(file, count + 1));
        }
        return new Lines(bytes, Arrays.copyOf(ends, count));
    }

    public static Lines of(byte[] bytes, String file) {
        return of(MemorySegment.ofArray(bytes), file);
    }

    private static byte[] part(MemorySegment bytes, long start, long end) {
        return bytes.asSlice(start, end - start).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public byte[] get(int index) {
        return part(bytes, index == 0 ? 0 : ends[index - 1] + 1, ends[index]);
    }

    @Override
    public int size() {
        return ends.length;
    }

    /** Returns all lines as texts. */
    List<String> texts() {
        return stream().map(line -> new String(line, StandardCharsets.UTF_8)).toList();
    }

    /** Returns the only line of a file; fails when there are more. */
    public static byte[] single(byte[] bytes, String file) {
        Lines lines = of(bytes, file);
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
