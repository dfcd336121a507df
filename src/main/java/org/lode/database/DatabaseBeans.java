package org.lode.database;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Opens the database before anything that uses it, and closes it after. */
@Configuration(proxyBeanMethods = false)
class DatabaseBeans {

    /** The program registers one that a signal ends. */
    @Bean
    @ConditionalOnMissingBean
    Startup startup() {
        return new Startup();
    }

    @Bean
    Database database(DatabaseSettings settings, Startup startup) {
        return startup.step(() -> Database.open(settings));
    }

    /** Where else a Lode may keep what is its own. */
    @Bean(defaultCandidate = false)
    Path dataFolder(DatabaseSettings settings) {
        return settings.folder();
    }

    /** Connections that can write, for loading releases. */
    @Bean
    DataSource loading(Database database, Startup startup) {
        return startup.step(() -> {
            DataSource source = Connections.loading(database.server());
            Schema.prepare(source, database.name());
            return source;
        });
    }

    @Bean
    Connections.Loops databaseLoops() {
        return new Connections.Loops(Connections.loops());
    }

    /** Connections that can only read, for requests. They need the tables that {@code loading} has made. */
    @Bean(destroyMethod = "dispose")
    @DependsOn("loading")
    ConnectionPool reading(Database database, Connections.Loops databaseLoops, DatabaseSettings settings) {
        Duration timeout = settings.database().statementTimeout();
        return Connections.reading(Connections.single(database.server(), databaseLoops.resources(), timeout));
    }

    /** The share of exports: however many there are, other requests find connections of their own. */
    @Bean(defaultCandidate = false)
    @DependsOn("loading")
    HikariDataSource exporting(Database database, DatabaseSettings settings) {
        return Connections.exporting(database.server(), settings.database().statementTimeout());
    }

    @Bean
    @DependsOn("loading")
    Notifications notifications(Database database, Connections.Loops databaseLoops, DatabaseSettings settings) {
        Duration timeout = settings.database().statementTimeout();
        return new Notifications(Connections.single(database.server(), databaseLoops.resources(), timeout));
    }
}
