package org.lode.store;

import org.lode.model.Failure.BadInput;

/** Host and port of a PostgreSQL. */
record Address(String host, int port) {
    private static final int USUAL_PORT = 5432;

    /** Reads {@code host} or {@code host:port}; {@code setting} is named when it cannot be read. */
    static Address parse(String text, String setting) {
        int colon = text.lastIndexOf(':');
        try {
            return colon < 0
                    ? new Address(text, USUAL_PORT)
                    : new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new BadInput(setting, text, "HOST or HOST:PORT", e);
        }
    }

    static Address of(String host, int port) {
        return new Address(host, port < 0 ? USUAL_PORT : port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
