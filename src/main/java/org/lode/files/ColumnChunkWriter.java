package org.lode.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** The values of one column in some rows: a dictionary if it has one, then its pages, each compressed for itself. */
final class ColumnChunkWriter implements PageWriter {
    /** Longer ones help no reader to skip. */
    private static final int LONGEST_BOUND = 64;

    private final ColumnDescriptor column;
    private final ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private final Set<Encoding> encodings = new LinkedHashSet<>();
    private final Statistics<?> statistics;
    private long values;
    private long plainBytes;

    ColumnChunkWriter(ColumnDescriptor column) {
        this.column = column;
        this.statistics = Statistics.createStats(column.getPrimitiveType());
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            Statistics<?> found,
            @Nullable SizeStatistics sizes,
            @Nullable GeospatialStatistics shapes,
            org.apache.parquet.column.Encoding repetition,
            org.apache.parquet.column.Encoding definition,
            org.apache.parquet.column.Encoding encoding)
            throws IOException {
        statistics.mergeStatistics(found);
        DataPageHeader header = new DataPageHeader(valueCount, known(encoding), known(definition), known(repetition));
        page(pages, bytes, new PageHeader(PageType.DATA_PAGE, 0, 0).setData_page_header(header));
        values += valueCount;
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
        DictionaryPageHeader header = new DictionaryPageHeader(page.getDictionarySize(), known(page.getEncoding()));
        page(
                dictionary,
                page.getBytes(),
                new PageHeader(PageType.DICTIONARY_PAGE, 0, 0).setDictionary_page_header(header));
    }

    private Encoding known(org.apache.parquet.column.Encoding encoding) {
        Encoding same = Encoding.valueOf(encoding.name());
        encodings.add(same);
        return same;
    }

    private void page(ByteArrayOutputStream out, BytesInput bytes, PageHeader header) throws IOException {
        int plain = Math.toIntExact(bytes.size());
        byte[] compressed = ParquetGzip.of(bytes);
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

    /** Writes the chunk, its first byte at this offset of the file, and tells of it. */
    ColumnMetaData write(ByteArrayOutputStream out, long offset) {
        out.writeBytes(dictionary.toByteArray());
        out.writeBytes(pages.toByteArray());
        ColumnMetaData about = new ColumnMetaData(
                ParquetSchema.stored(column.getPrimitiveType()),
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
        org.apache.parquet.format.Statistics told =
                new org.apache.parquet.format.Statistics().setNull_count(statistics.getNumNulls());
        if (statistics.hasNonNullValue()
                && statistics.getMinBytes().length <= LONGEST_BOUND
                && statistics.getMaxBytes().length <= LONGEST_BOUND) {
            told.setMin_value(statistics.getMinBytes()).setMax_value(statistics.getMaxBytes());
        }
        return told;
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
            int valueCount,
            int rowCount,
            Statistics<?> found,
            org.apache.parquet.column.Encoding repetition,
            org.apache.parquet.column.Encoding definition,
            org.apache.parquet.column.Encoding encoding)
            throws IOException {
        writePage(bytes, valueCount, rowCount, found, null, null, repetition, definition, encoding);
    }

    @Override
    @Deprecated
    public void writePage(
            BytesInput bytes,
            int valueCount,
            Statistics<?> found,
            org.apache.parquet.column.Encoding repetition,
            org.apache.parquet.column.Encoding definition,
            org.apache.parquet.column.Encoding encoding) {
        throw new UnsupportedOperationException("a page without a number of rows");
    }

    @Override
    public void writePageV2(
            int rowCount,
            int nullCount,
            int valueCount,
            BytesInput repetition,
            BytesInput definition,
            org.apache.parquet.column.Encoding encoding,
            BytesInput data,
            Statistics<?> found) {
        throw new UnsupportedOperationException("a page of the second form");
    }
}
