package org.lode.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.model.Failure.BadInput;
import org.lode.store.Database.Address;
import org.lode.store.Database.DatabaseSettings;
import org.lode.store.Database.Server;

class ExternalDatabaseTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.org:6432/minerals?sslmode=require",
                "r2dbc:postgresql://db.example.org:6432/minerals?sslmode=require",
                "postgresql://db.example.org:6432/minerals?sslmode=require",
                "postgres://db.example.org:6432/minerals?sslmode=require"
            })
    void anAddressMayBeWrittenForAnyDriver(String url) {
        Server server = of(url).server();
        assertThat(server)
                .isEqualTo(new Server(
                        new Address("db.example.org", 6432),
                        List.of(new Address("db.example.org", 6432)),
                        "minerals",
                        "lode",
                        "secret",
                        "require"));
        assertThat(of(url).name()).isEqualTo("lode.database.url: postgresql://db.example.org:6432/minerals");
    }

    @Test
    void portAndSslModeHaveDefaults() {
        Server server = of("postgresql://localhost/minerals").server();
        assertThat(server.primary()).isEqualTo(new Address("localhost", 5432));
        assertThat(server.sslMode()).isEqualTo("prefer");
    }

    @Test
    void readersAreHostsOfTheirOwn() {
        DatabaseSettings.External settings = new DatabaseSettings.External(
                "postgresql://primary/minerals", "lode", "secret", List.of("one:1", "two"), Duration.ofSeconds(15));
        assertThat(Database.ExternalServer.of(settings).server().readers())
                .containsExactly(new Address("one", 1), new Address("two", 5432));
        assertThatThrownBy(() -> Database.ExternalServer.of(new DatabaseSettings.External(
                        "postgresql://primary/minerals", "lode", "secret", List.of("one:x"), Duration.ofSeconds(15))))
                .hasMessage("lode.database.readers: one:x (expected: HOST or HOST:PORT)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://localhost/minerals",
                "postgresql://localhost",
                "postgresql://localhost/",
                "postgresql:minerals",
                "postgresql://lode:hidden@localhost/minerals",
                "hidden hidden",
                "postgresql://localhost/minerals?options=-c",
                "postgresql://localhost/minerals?sslmode=maybe"
            })
    void otherAddressesAreRefusedWithoutRepeatingWhatMayBeAPassword(String url) {
        assertThatThrownBy(() -> of(url))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("lode.database.url: ")
                .hasMessageContaining("expected: ")
                .hasMessageNotContaining("hidden");
    }

    private static Database.ExternalServer of(String url) {
        return Database.ExternalServer.of(
                new DatabaseSettings.External(url, "lode", "secret", List.of(), Duration.ofSeconds(15)));
    }
}
