package org.lode.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** A row group of a Parquet file: a column chunk for each column. */
final class ParquetRowGroup {
    private static final int MOST_ROWS = 100_000;
    private static final long MOST_BYTES = 8L << 20;
    private static final int CHECKED_EVERY = 1_000;
    private static final int BUFFER = 16 << 10;

    private static final ParquetProperties PROPERTIES = ParquetProperties.builder()
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withAllocator(HeapByteBufferAllocator.getInstance())
            .withPageSize(256 << 10)
            .withDictionaryPageSize(256 << 10)
            .withSizeStatisticsEnabled(false)
            .build();

    private final Map<ColumnDescriptor, ChunkWriter> chunks = new LinkedHashMap<>();
    private final ColumnWriteStore store;
    private final List<ColumnWriter> columns;
    private int rows;

    ParquetRowGroup(ParquetFile.Schema schema) {
        List<ColumnDescriptor> all = schema.message().getColumns();
        all.forEach(column -> chunks.put(column, new ChunkWriter(column)));
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

    void end() {
        store.endRecord();
        rows++;
    }

    /** Whether the next group must begin. This depends on the rows alone, so equal rows give equal groups. */
    boolean isFull() {
        if (rows % CHECKED_EVERY != 0 || rows >= MOST_ROWS) {
            return rows >= MOST_ROWS;
        }
        long written =
                chunks.values().stream().mapToLong(ChunkWriter::getMemSize).sum();
        return store.getBufferedSize() + written >= MOST_BYTES;
    }

    /** Writes all chunks, the first at this offset of the file, and returns their metadata. */
    RowGroup write(ByteArrayOutputStream out, long offset) {
        store.flush();
        List<ColumnChunk> written = new ArrayList<>();
        long at = offset;
        long plain = 0;
        for (ChunkWriter chunk : chunks.values()) {
            ColumnMetaData done = chunk.write(out, at);
            written.add(new ColumnChunk(0).setMeta_data(done));
            at += done.getTotal_compressed_size();
            plain += done.getTotal_uncompressed_size();
        }
        store.close();
        return new RowGroup(written, plain, rows).setFile_offset(offset).setTotal_compressed_size(at - offset);
    }

    /** The values of one column: a dictionary if it has one, then pages. Each is compressed by itself. */
    static final class ChunkWriter implements PageWriter {
        /** Bytes of the longest bound that is written; longer ones help no reader to skip. */
        private static final int LONGEST_BOUND = 64;

        private final ColumnDescriptor column;
        private final ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
        private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
        private final Set<org.apache.parquet.format.Encoding> encodings = new LinkedHashSet<>();
        private final Statistics<?> statistics;
        private long values;
        private long plainBytes;

        ChunkWriter(ColumnDescriptor column) {
            this.column = column;
            this.statistics = Statistics.createStats(column.getPrimitiveType());
        }

        @Override
        public void writePage(
                BytesInput bytes,
                int count,
                int rows,
                Statistics<?> found,
                @Nullable SizeStatistics sizes,
                @Nullable GeospatialStatistics shapes,
                Encoding repetition,
                Encoding definition,
                Encoding encoding)
                throws IOException {
            statistics.mergeStatistics(found);
            DataPageHeader header = new DataPageHeader(count, known(encoding), known(definition), known(repetition));
            page(pages, bytes, new PageHeader(PageType.DATA_PAGE, 0, 0).setData_page_header(header));
            values += count;
        }

        @Override
        public void writeDictionaryPage(DictionaryPage page) throws IOException {
            DictionaryPageHeader header = new DictionaryPageHeader(page.getDictionarySize(), known(page.getEncoding()));
            PageHeader whole = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0).setDictionary_page_header(header);
            page(dictionary, page.getBytes(), whole);
        }

        private org.apache.parquet.format.Encoding known(Encoding encoding) {
            org.apache.parquet.format.Encoding same = org.apache.parquet.format.Encoding.valueOf(encoding.name());
            encodings.add(same);
            return same;
        }

        private void page(ByteArrayOutputStream out, BytesInput bytes, PageHeader header) throws IOException {
            int plain = Math.toIntExact(bytes.size());
            byte[] compressed = compressed(bytes);
            CRC32 check = new CRC32();
            check.update(compressed);
            header.setUncompressed_page_size(plain)
                    .setCompressed_page_size(compressed.length)
                    .setCrc((int) check.getValue());
            int before = out.size();
            Util.writePageHeader(header, out);
            plainBytes += out.size() - before + plain;
            out.writeBytes(compressed);
        }

        /** Writes the chunk, its first byte at this offset of the file, and returns its metadata. */
        ColumnMetaData write(ByteArrayOutputStream out, long offset) {
            out.writeBytes(dictionary.toByteArray());
            out.writeBytes(pages.toByteArray());
            ColumnMetaData about = new ColumnMetaData(
                    ParquetFile.Schema.stored(column.getPrimitiveType()),
                    new ArrayList<>(encodings),
                    List.of(column.getPath()),
                    CompressionCodec.GZIP,
                    values,
                    plainBytes,
                    getMemSize(),
                    offset + dictionary.size());
            if (dictionary.size() > 0) {
                about.setDictionary_page_offset(offset);
            }
            return about.setStatistics(bounds());
        }

        private org.apache.parquet.format.Statistics bounds() {
            org.apache.parquet.format.Statistics bounds =
                    new org.apache.parquet.format.Statistics().setNull_count(statistics.getNumNulls());
            if (statistics.hasNonNullValue()
                    && statistics.getMinBytes().length <= LONGEST_BOUND
                    && statistics.getMaxBytes().length <= LONGEST_BOUND) {
                bounds.setMin_value(statistics.getMinBytes()).setMax_value(statistics.getMaxBytes());
            }
            return bounds;
        }

        @Override
        public long getMemSize() {
            return (long) dictionary.size() + pages.size();
        }

        @Override
        public long allocatedSize() {
            return getMemSize();
        }

        @Override
        public String memUsageString(String prefix) {
            return prefix + " " + getMemSize() + " bytes";
        }

        @Override
        public void writePage(
                BytesInput bytes,
                int count,
                int rows,
                Statistics<?> found,
                Encoding levels,
                Encoding more,
                Encoding encoding)
                throws IOException {
            writePage(bytes, count, rows, found, null, null, levels, more, encoding);
        }

        @Override
        @Deprecated
        public void writePage(
                BytesInput bytes, int count, Statistics<?> found, Encoding levels, Encoding more, Encoding encoding) {
            throw new UnsupportedOperationException("a page without a number of rows");
        }

        @Override
        public void writePageV2(
                int rows,
                int nulls,
                int count,
                BytesInput levels,
                BytesInput more,
                Encoding encoding,
                BytesInput data,
                Statistics<?> found) {
            throw new UnsupportedOperationException("a page of the second form");
        }
    }

    /** Compresses a page. GZIP needs no library, and every reader knows it. */
    private static byte[] compressed(BytesInput bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, BUFFER) {
            {
                // Pages hold dictionary indexes mostly: more effort makes them little smaller and twice as slow.
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            bytes.writeAllTo(gzip);
        }
        return out.toByteArray();
    }
}
