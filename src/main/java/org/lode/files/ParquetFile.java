package org.lode.files;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.RowGroup;
import org.lode.model.Field;

/**
 * Makes one Parquet file of rows that come as JSON Lines, and gives its bytes as they are ready.
 *
 * <p>The same rows give the same bytes, in whatever pieces they come. At most one row group is held, of some megabytes. For one
 * thread at a time.
 *
 * <p>Source of the layout: the Parquet format, version 2.12. Levels, encodings and the structures of the footer are those of
 * Apache's library; its own writer of files needs Hadoop (decision 17).
 */
public final class ParquetFile {
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    private final ParquetSchema schema;
    private final Map<String, String> about;
    private final RowReader reader;
    private final List<RowGroup> groups = new ArrayList<>();
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
    private long taken;
    private RowGroupWriter group;

    /**
     * Begins a file.
     *
     * @param fields what each row has, in their order
     * @param about what the file says of itself: names and values
     */
    public ParquetFile(List<Field> fields, Map<String, String> about) {
        this.schema = ParquetSchema.of(fields);
        this.about = about;
        this.reader = new RowReader(schema);
        this.group = new RowGroupWriter(schema);
        ready.writeBytes(MAGIC);
    }

    /**
     * Takes rows and gives what bytes of the file are ready: often none.
     *
     * @param lines whole lines, each an object with every field, in their order
     */
    public byte[] add(byte[] lines) {
        reader.read(lines, () -> group.columns(), () -> {
            group.end();
            if (group.isFull()) {
                close();
            }
        });
        return give();
    }

    /** Gives the rest of the file. */
    public byte[] end() {
        close();
        byte[] footer = ParquetFooter.of(schema, groups, about);
        ready.writeBytes(footer);
        ready.writeBytes(ParquetFooter.length(footer));
        ready.writeBytes(MAGIC);
        return give();
    }

    private void close() {
        if (group.rows() > 0) {
            groups.add(group.write(ready, taken + ready.size()));
            group = new RowGroupWriter(schema);
        }
    }

    private byte[] give() {
        byte[] bytes = ready.toByteArray();
        ready.reset();
        taken += bytes.length;
        return bytes;
    }
}
