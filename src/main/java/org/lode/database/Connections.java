package org.lode.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.MultiHostConnectionStrategy.TargetServerType;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import reactor.netty.resources.LoopResources;

/** Opens connections to a server: one at a time to load, pooled and unable to write to read. */
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

    /** The pool for requests; no connection is opened before one is asked for. */
    static ConnectionPool reading(PostgresqlConnectionFactory single) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new ConnectionPool(ConnectionPoolConfiguration.builder(single)
                .name("lode-read")
                .initialSize(0)
                .minIdle(0)
                .maxSize(2 * cores + 4)
                .maxAcquireTime(PATIENCE)
                .maxIdleTime(Duration.ofMinutes(10))
                .maxLifeTime(Duration.ofMinutes(30))
                .build());
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
     * Connections that can only read.
     *
     * @param timeout after which the server ends a statement by itself
     */
    static PostgresqlConnectionFactory single(Server server, LoopResources loops, Duration timeout) {
        return new PostgresqlConnectionFactory(configuration(server, loops, timeout));
    }

    private static PostgresqlConnectionConfiguration configuration(
            Server server, LoopResources loops, Duration timeout) {
        PostgresqlConnectionConfiguration.Builder builder = PostgresqlConnectionConfiguration.builder()
                .database(server.database())
                .username(server.username())
                .password(server.password())
                .sslMode(SSLMode.fromValue(server.sslMode()))
                .applicationName("lode-read")
                .connectTimeout(PATIENCE)
                .tcpKeepAlive(true)
                .forceBinary(true)
                .preparedStatementCacheQueries(STATEMENTS_KEPT)
                .loopResources(loops)
                .options(Map.of(
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
            return builder.host(only.host()).port(only.port()).build();
        }
        server.readers().forEach(reader -> builder.addHost(reader.host(), reader.port()));
        return builder.targetServerType(TargetServerType.PREFER_SECONDARY)
                .loadBalanceHosts(true)
                .build();
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
