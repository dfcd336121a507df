package org.lode.store;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Op;

/** The operations of a release as the change log tells them: read as they are wanted, some at a time. */
final class LoggedOps extends AbstractList<Op> implements RandomAccess {
    static final int AT_ONCE = 1000;

    private final LoggedChangeStore log;
    private final int sequence;
    private final int size;
    private List<Op> read = List.of();
    private int first;

    LoggedOps(LoggedChangeStore log, int sequence, int size) {
        this.log = log;
        this.sequence = sequence;
        this.size = size;
    }

    @Override
    public Op get(int index) {
        if (index < first || index >= first + read.size()) {
            first = index - index % AT_ONCE;
            read = ops(first + 1, Math.min(first + AT_ONCE, size));
        }
        return read.get(index - first);
    }

    @Override
    public int size() {
        return size;
    }

    private List<Op> ops(int from, int to) {
        Map<Integer, LoggedChange> rows = log.rows(sequence, from, to);
        List<Op> ops = new ArrayList<>();
        for (int n = from; n <= to; n++) {
            LoggedChange row = rows.get(n);
            if (row == null || !(row.read() instanceof LoggedChange.Reading.Line line)) {
                throw new DatasetDamaged("change_log %d/%d: no change can be read".formatted(sequence, n));
            }
            ops.add(line.op());
        }
        return ops;
    }
}
