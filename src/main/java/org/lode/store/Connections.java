package org.lode.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.postgresql.MultiHostConnectionStrategy.TargetServerType;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import javax.sql.DataSource;
import org.lode.model.DataPackage;
import org.lode.model.DataPackage.Imprint;
import org.lode.model.Failure.StartFailed;
import org.lode.release.Dataset;
import org.lode.store.Database.Address;
import org.lode.store.Database.DatabaseSettings;
import org.lode.store.Database.Server;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import reactor.netty.resources.LoopResources;

/**
 * Opens the database before anything that uses it, and makes the connections: single ones to load, and pooled ones that
 * cannot write to read.
 */
@Configuration(proxyBeanMethods = false)
class Connections {
    static final String SCHEMA = "lode";
    private static final String READER = "lode_reader";
    private static final int CACHED_STATEMENTS = 256;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

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

    /** Ends before the database does. Does nothing for an external server, which others start again. */
    @Bean
    AutoCloseable postgresSupervisor(Database database, ApplicationContext context) {
        return database instanceof EmbeddedDatabase embedded ? new PostgresSupervisor(embedded, context) : () -> {};
    }

    /** Where Lode keeps its other files. */
    @Bean(defaultCandidate = false)
    Path dataFolder(DatabaseSettings settings) {
        return settings.folder();
    }

    /** Connections that can write, for loading releases. */
    @Bean
    DataSource loading(Database database, Startup startup) {
        return startup.step(() -> {
            DataSource source = writable(database.server());
            try {
                Schema.prepare(source, database.name());
                return source;
            } catch (StartFailed e) {
                throw database.cause(e);
            }
        });
    }

    /**
     * Threads for connections, apart from those that answer requests: work on rows must not wait behind requests. They have ended
     * when this is closed.
     */
    record Loops(LoopResources resources) implements AutoCloseable {
        @Override
        public void close() {
            resources.disposeLater(Duration.ZERO, TIMEOUT).onErrorComplete().block(TIMEOUT.multipliedBy(2));
        }
    }

    @Bean
    Loops databaseLoops() {
        return new Loops(loops());
    }

    /** The options of connections that can only read, for requests. Boot makes their pool. They need the tables that {@code loading} has made. */
    @Bean
    @DependsOn("loading")
    R2dbcConnectionDetails reading(Database database, Loops databaseLoops, DatabaseSettings settings) {
        ConnectionFactoryOptions options = readOnly(
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

    /** Connections for COPY, which can only read. Exports have a pool of their own, so other requests find connections. */
    @Bean(defaultCandidate = false)
    @DependsOn("loading")
    HikariDataSource exporting(Database database, DatabaseSettings settings) {
        Server server = database.server();
        PGSimpleDataSource source = source(server, server.readers(), "lode-export");
        source.setTargetServerType("preferSecondary");
        source.setLoadBalanceHosts(server.readers().size() > 1);
        source.setOptions("-c role=%s -c default_transaction_read_only=on -c statement_timeout=%d"
                .formatted(READER, settings.database().statementTimeout().toMillis()));
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("lode-export");
        pool.setDataSource(source);
        // Each works for the whole of its statement, so more than cores would gain nothing.
        pool.setMaximumPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors()));
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(2 * TIMEOUT.toMillis());
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }

    /** The dataset that releases are releases of. */
    @Bean
    Dataset dataset(DataPackage description) {
        Imprint imprint = description.imprint();
        return new Dataset(imprint.title(), imprint.creators(), imprint.license());
    }

    /** Makes single connections that can write. A statement ends when its thread is interrupted. */
    static DataSource writable(Server server) {
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
        source.setConnectTimeout(2 * (int) TIMEOUT.toSeconds());
        source.setTcpKeepAlive(true);
        return source;
    }

    /**
     * The options of connections that can only read.
     *
     * @param timeout after which the server ends a statement by itself
     */
    static ConnectionFactoryOptions readOnly(Server server, LoopResources loops, Duration timeout) {
        Map<String, String> session = new HashMap<>(Map.of("role", READER, "search_path", SCHEMA));
        session.put("plan_cache_mode", "force_generic_plan");
        session.put("default_transaction_read_only", "on");
        session.put("statement_timeout", String.valueOf(timeout.toMillis()));
        ConnectionFactoryOptions.Builder options = ConnectionFactoryOptions.builder()
                .option(ConnectionFactoryOptions.DRIVER, PostgresqlConnectionFactoryProvider.POSTGRESQL_DRIVER)
                .option(ConnectionFactoryOptions.DATABASE, server.database())
                .option(ConnectionFactoryOptions.USER, server.username())
                .option(ConnectionFactoryOptions.PASSWORD, server.password())
                .option(ConnectionFactoryOptions.CONNECT_TIMEOUT, TIMEOUT)
                .option(PostgresqlConnectionFactoryProvider.SSL_MODE, SSLMode.fromValue(server.sslMode()))
                .option(PostgresqlConnectionFactoryProvider.APPLICATION_NAME, "lode-read")
                .option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true)
                .option(PostgresqlConnectionFactoryProvider.FORCE_BINARY, true)
                .option(PostgresqlConnectionFactoryProvider.PREPARED_STATEMENT_CACHE_QUERIES, CACHED_STATEMENTS)
                .option(PostgresqlConnectionFactoryProvider.LOOP_RESOURCES, loops)
                .option(PostgresqlConnectionFactoryProvider.OPTIONS, session);
        if (server.readers().size() == 1) {
            Address only = server.readers().getFirst();
            return options.option(ConnectionFactoryOptions.HOST, only.host())
                    .option(ConnectionFactoryOptions.PORT, only.port())
                    .build();
        }
        String hosts = server.readers().stream().map(Address::toString).collect(Collectors.joining(","));
        return options.option(ConnectionFactoryOptions.HOST, hosts)
                .option(ConnectionFactoryOptions.PROTOCOL, PostgresqlConnectionFactoryProvider.FAILOVER_PROTOCOL)
                .option(PostgresqlConnectionFactoryProvider.TARGET_SERVER_TYPE, TargetServerType.PREFER_SECONDARY)
                .option(PostgresqlConnectionFactoryProvider.LOAD_BALANCE_HOSTS, true)
                .build();
    }

    /** Makes single connections with these options. */
    static PostgresqlConnectionFactory single(ConnectionFactoryOptions options) {
        return new PostgresqlConnectionFactoryProvider().create(options);
    }

    /** Makes the threads of {@link Loops}. */
    static LoopResources loops() {
        return LoopResources.create("lode-db", -1, Runtime.getRuntime().availableProcessors(), true, false);
    }

    /**
     * Makes sockets that close when their thread is interrupted, so that a statement does not hold up an end.
     *
     * <p>The sockets of the JDK itself ignore interrupts; those of channels do not. The PostgreSQL driver makes this factory by name.
     */
    public static final class InterruptibleSocketFactory extends SocketFactory {

        @Override
        public Socket createSocket() throws IOException {
            return SocketChannel.open().socket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connected(createSocket(), new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connected(createSocket(), new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return createSocket(InetAddress.getByName(host), port, localHost, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            Socket socket = createSocket();
            socket.bind(new InetSocketAddress(localHost, localPort));
            return connected(socket, new InetSocketAddress(host, port));
        }

        private static Socket connected(Socket socket, InetSocketAddress address) throws IOException {
            socket.connect(address);
            return socket;
        }
    }
}
