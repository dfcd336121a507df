package org.lode.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.lode.store.Database.Server;
import org.springframework.test.context.DynamicPropertyRegistry;

/** A database of somebody else, which sorts text in the way of a language. */
public final class ForeignOrder {
    private ForeignOrder() {}

    /** Has a Lode under test use a new one. */
    public static void configure(DynamicPropertyRegistry properties) throws SQLException {
        Server server = TestDatabase.empty();
        String name = server.database() + "_sorted";
        try (Connection connection = Connections.writable(server).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name
                    + " template template0 locale_provider icu icu_locale 'en-US' locale 'C'");
        }
        properties.add("lode.database.url", () -> "postgresql://%s/%s".formatted(server.primary(), name));
        properties.add("lode.database.username", server::username);
        properties.add("lode.database.password", server::password);
    }
}
