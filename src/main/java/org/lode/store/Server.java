package org.lode.store;

import java.util.List;

/**
 * How a PostgreSQL is reached.
 *
 * @param primary the host that can be written to
 * @param readers the hosts that answer requests
 * @param sslMode {@code disable}, {@code prefer}, {@code require}, {@code verify-ca} or {@code verify-full}
 */
record Server(
        Address primary, List<Address> readers, String database, String username, String password, String sslMode) {

    /** The address as people may see it: without the password. */
    @Override
    public String toString() {
        return "postgresql://%s/%s".formatted(primary, database);
    }
}
