package org.lode.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;

/** Compresses pages: the one way that needs no library and that every reader knows. */
final class ParquetGzip extends GZIPOutputStream {
    private static final int BUFFER = 16 << 10;

    private ParquetGzip(ByteArrayOutputStream out) throws IOException {
        super(out, BUFFER);
        // Pages hold dictionary indexes mostly: more effort makes them little smaller and twice as slow.
        def.setLevel(Deflater.BEST_SPEED);
    }

    static byte[] of(BytesInput bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ParquetGzip gzip = new ParquetGzip(out)) {
            bytes.writeAllTo(gzip);
        }
        return out.toByteArray();
    }
}
