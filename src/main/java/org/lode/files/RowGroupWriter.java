package org.lode.files;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;

/** Some rows of a file, a chunk for each column. */
final class RowGroupWriter {
    private static final int MOST_ROWS = 100_000;
    private static final long MOST_BYTES = 8L << 20;
    private static final int LOOK_EVERY = 1_000;

    private static final ParquetProperties PROPERTIES = ParquetProperties.builder()
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withAllocator(HeapByteBufferAllocator.getInstance())
            .withPageSize(256 << 10)
            .withDictionaryPageSize(256 << 10)
            .withSizeStatisticsEnabled(false)
            .build();

    private final Map<ColumnDescriptor, ColumnChunkWriter> chunks = new LinkedHashMap<>();
    private final ColumnWriteStore store;
    private final List<ColumnWriter> columns;
    private int rows;

    RowGroupWriter(ParquetSchema schema) {
        List<ColumnDescriptor> all = schema.message().getColumns();
        all.forEach(column -> chunks.put(column, new ColumnChunkWriter(column)));
        this.store =
                PROPERTIES.newColumnWriteStore(schema.message(), column -> Objects.requireNonNull(chunks.get(column)));
        this.columns = all.stream().map(store::getColumnWriter).toList();
    }

    List<ColumnWriter> columns() {
        return columns;
    }

    int rows() {
        return rows;
    }

    /** Ends a row. */
    void end() {
        store.endRecord();
        rows++;
    }

    /** Whether it is time for the next one; told by the rows alone, so that equal rows give equal groups. */
    boolean isFull() {
        return rows >= MOST_ROWS || (rows % LOOK_EVERY == 0 && bytes() >= MOST_BYTES);
    }

    private long bytes() {
        return store.getBufferedSize()
                + chunks.values().stream()
                        .mapToLong(ColumnChunkWriter::getMemSize)
                        .sum();
    }

    /** Writes all chunks, the first at this offset of the file. */
    RowGroup write(ByteArrayOutputStream out, long offset) {
        store.flush();
        List<ColumnChunk> written = new ArrayList<>();
        long at = offset;
        long plain = 0;
        for (ColumnChunkWriter chunk : chunks.values()) {
            ColumnMetaData done = chunk.write(out, at);
            written.add(new ColumnChunk(0).setMeta_data(done));
            at += done.getTotal_compressed_size();
            plain += done.getTotal_uncompressed_size();
        }
        store.close();
        return new RowGroup(written, plain, rows).setFile_offset(offset).setTotal_compressed_size(at - offset);
    }
}
