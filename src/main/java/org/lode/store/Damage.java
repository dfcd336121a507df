package org.lode.store;

import java.util.Set;

/** One row of the database that is not what its releases say, with what is needed to repair it. */
public sealed interface Damage {
    /** Returns the table of the row. */
    String table();

    /** Returns the key of the row. */
    String row();

    /** Returns what was found, and what was expected. */
    String problem();

    /** Returns table, row and problem in one line. */
    default String line() {
        return "%s %s: %s".formatted(table(), row(), problem());
    }

    /** A manifest that is missing, or that does not have its hash. The true one has one of these hashes. */
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

    /** A change that the database cannot give. Its line is among these bytes of the release's delta. */
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

    /** A notice that is not the one that was inserted. */
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

    /** A row that is missing, surplus or different from what the releases make. It is made again from the other rows. */
    record Row(String table, String row, String problem) implements Damage {}
}
