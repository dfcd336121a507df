package org.lode.graphql;

import java.util.Arrays;

/** Bytes of JSON that grow at the end and can be cut back. */
final class JsonBuffer {
    private static final int START = 1_024;

    private byte[] bytes = new byte[START];
    private int size;

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    void add(char ascii) {
        if (size == bytes.length) {
            grow(1);
        }
        bytes[size++] = (byte) ascii;
    }

    void add(byte[] json) {
        if (bytes.length - size < json.length) {
            grow(json.length);
        }
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
    }

    /** Takes away what was added since it had this size. */
    void cutTo(int earlier) {
        size = earlier;
    }

    private void grow(int more) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
}
