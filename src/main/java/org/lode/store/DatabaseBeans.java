package org.lode.store;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.context.ApplicationContext;
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

    /** Nothing for an external server, which others start again. Ends before the database does. */
    @Bean
    AutoCloseable postgresSupervisor(Database database, ApplicationContext context) {
        return database instanceof EmbeddedDatabase embedded ? new PostgresSupervisor(embedded, context) : () -> {};
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

    /** Connections that can only read, for requests. Boot makes their pool. They need the tables that {@code loading} has made. */
    @Bean
    @DependsOn("loading")
    R2dbcConnectionDetails reading(Database database, Connections.Loops databaseLoops, DatabaseSettings settings) {
        ConnectionFactoryOptions options = Connections.reading(
                database.server(),
                databaseLoops.resources(),
                settings.database().statementTimeout());
        return () -> options;
    }

    /** More connections than cores keep PostgreSQL at work while results are on their way. */
    @Bean
    static BeanPostProcessor poolSize() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof R2dbcProperties properties) {
                    properties.getPool().setMaxSize(2 * Runtime.getRuntime().availableProcessors() + 4);
                }
                return bean;
            }
        };
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
        return new Notifications(Connections.single(Connections.reading(
                database.server(),
                databaseLoops.resources(),
                settings.database().statementTimeout())));
    }
}
