package org.lode.store;

/** A running PostgreSQL. */
public sealed interface Database extends AutoCloseable permits EmbeddedDatabase, ExternalDatabase, RunningDatabase {

    Server server();

    /** What failures call it: a setting and an address, or a folder. */
    String name();

    @Override
    void close();

    /** The external server when one is named, else an embedded one in the data folder, started and waited for. */
    static Database open(DatabaseSettings settings) {
        return settings.database().url().isBlank()
                ? EmbeddedDatabase.start(settings.folder())
                : ExternalDatabase.of(settings.database());
    }
}
