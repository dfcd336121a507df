package org.lode.store;

import java.util.Set;
import org.lode.release.RecordKey;

/** One thing in the database that is not what its releases say, with what is needed to repair it. */
public sealed interface Damage {
    /** The table that it is in. */
    String table();

    /** The key of the row. */
    String row();

    /** What was found there, and what was expected. */
    String problem();

    /** All of it in one line. */
    default String line() {
        return "%s %s: %s".formatted(table(), row(), problem());
    }

    /** A manifest that is missing, or not what names it; the true one has one of these hashes. */
    record Manifest(String version, Set<String> hashes, String problem) implements Damage {
        @Override
        public String table() {
            return "release";
        }

        @Override
        public String row() {
            return version;
        }
    }

    /** A change that cannot be told from the database: its line is among these bytes of the release's delta. */
    record Change(int sequence, String version, int n, long from, long to, String problem) implements Damage {
        @Override
        public String table() {
            return "change_log";
        }

        @Override
        public String row() {
            return sequence + "/" + n;
        }
    }

    /** A notice that is not the one that was taken. */
    record Notice(int n, String problem) implements Damage {
        @Override
        public String table() {
            return "notice";
        }

        @Override
        public String row() {
            return String.valueOf(n);
        }
    }

    /** A row that is missing, surplus or another than its releases make: it is made again without asking anybody. */
    record Row(String table, String row, String problem) implements Damage {}
}
