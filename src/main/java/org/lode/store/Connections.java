package org.lode.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.postgresql.MultiHostConnectionStrategy.TargetServerType;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import reactor.netty.resources.LoopResources;

/** Connections to a server: single ones to load, and pooled ones that cannot write to read. */
final class Connections {
    static final String SCHEMA = "lode";
    private static final String READER = "lode_reader";
    private static final int STATEMENTS_KEPT = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Connections() {}

    static DataSource loading(Server server) {
        PGSimpleDataSource source = source(server, List.of(server.primary()), "lode-load");
        source.setReWriteBatchedInserts(true);
        source.setSocketFactory(InterruptibleSocketFactory.class.getName());
        return source;
    }

    private static PGSimpleDataSource source(Server server, List<Address> hosts, String name) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(hosts.stream().map(Address::host).toArray(String[]::new));
        source.setPortNumbers(hosts.stream().mapToInt(Address::port).toArray());
        source.setDatabaseName(server.database());
        source.setUser(server.username());
        source.setPassword(server.password());
        source.setSslMode(server.sslMode());
        source.setCurrentSchema(SCHEMA);
        source.setApplicationName(name);
        source.setConnectTimeout(2 * (int) PATIENCE.toSeconds());
        source.setTcpKeepAlive(true);
        return source;
    }

    /**
     * Connections for COPY, which can only read.
     *
     * @param timeout after which the server ends a statement by itself
     */
    static HikariDataSource exporting(Server server, Duration timeout) {
        PGSimpleDataSource source = source(server, server.readers(), "lode-export");
        source.setTargetServerType("preferSecondary");
        source.setLoadBalanceHosts(server.readers().size() > 1);
        source.setOptions("-c role=%s -c default_transaction_read_only=on -c statement_timeout=%d"
                .formatted(READER, timeout.toMillis()));
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("lode-export");
        pool.setDataSource(source);
        // Each works for the whole of its statement, so more than cores would gain nothing.
        pool.setMaximumPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors()));
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(2 * PATIENCE.toMillis());
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }

    /**
     * The options of connections that can only read.
     *
     * @param timeout after which the server ends a statement by itself
     */
    static ConnectionFactoryOptions reading(Server server, LoopResources loops, Duration timeout) {
        ConnectionFactoryOptions.Builder options = ConnectionFactoryOptions.builder()
                .option(ConnectionFactoryOptions.DRIVER, PostgresqlConnectionFactoryProvider.POSTGRESQL_DRIVER)
                .option(ConnectionFactoryOptions.DATABASE, server.database())
                .option(ConnectionFactoryOptions.USER, server.username())
                .option(ConnectionFactoryOptions.PASSWORD, server.password())
                .option(ConnectionFactoryOptions.CONNECT_TIMEOUT, PATIENCE)
                .option(PostgresqlConnectionFactoryProvider.SSL_MODE, SSLMode.fromValue(server.sslMode()))
                .option(PostgresqlConnectionFactoryProvider.APPLICATION_NAME, "lode-read")
                .option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true)
                .option(PostgresqlConnectionFactoryProvider.FORCE_BINARY, true)
                .option(PostgresqlConnectionFactoryProvider.PREPARED_STATEMENT_CACHE_QUERIES, STATEMENTS_KEPT)
                .option(PostgresqlConnectionFactoryProvider.LOOP_RESOURCES, loops)
                .option(
                        PostgresqlConnectionFactoryProvider.OPTIONS,
                        Map.of(
                                "role",
                                READER,
                                "plan_cache_mode",
                                "force_generic_plan",
                                "default_transaction_read_only",
                                "on",
                                "search_path",
                                SCHEMA,
                                "statement_timeout",
                                String.valueOf(timeout.toMillis())));
        if (server.readers().size() == 1) {
            Address only = server.readers().getFirst();
            return options.option(ConnectionFactoryOptions.HOST, only.host())
                    .option(ConnectionFactoryOptions.PORT, only.port())
                    .build();
        }
        return options.option(
                        ConnectionFactoryOptions.HOST,
                        server.readers().stream().map(Address::toString).collect(Collectors.joining(",")))
                .option(ConnectionFactoryOptions.PROTOCOL, PostgresqlConnectionFactoryProvider.FAILOVER_PROTOCOL)
                .option(PostgresqlConnectionFactoryProvider.TARGET_SERVER_TYPE, TargetServerType.PREFER_SECONDARY)
                .option(PostgresqlConnectionFactoryProvider.LOAD_BALANCE_HOSTS, true)
                .build();
    }

    /** Makes single connections with these options. */
    static PostgresqlConnectionFactory single(ConnectionFactoryOptions options) {
        return new PostgresqlConnectionFactoryProvider().create(options);
    }

    /** Threads for connections, apart from those that answer requests: work on rows must not wait behind requests. */
    static LoopResources loops() {
        return LoopResources.create("lode-db", -1, Runtime.getRuntime().availableProcessors(), true, false);
    }

    /** The same threads for a whole Lode; they have ended when this is closed. */
    record Loops(LoopResources resources) implements AutoCloseable {
        @Override
        public void close() {
            resources.disposeLater(Duration.ZERO, PATIENCE).onErrorComplete().block(PATIENCE.multipliedBy(2));
        }
    }
}
