package org.lode.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A database that holds the bundled releases. All connections to its address go through a relay, which can be shut: then the
 * database cannot be reached.
 */
public final class RelayedDatabase implements AutoCloseable {
    private final URI database;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private ServerSocket listening;

    private RelayedDatabase(URI database, ServerSocket listening) {
        this.database = database;
        this.listening = listening;
        this.port = listening.getLocalPort();
    }

    /** Makes one that can be reached. */
    public static RelayedDatabase make() {
        try {
            URI database =
                    URI.create(TestDatabase.address(TestDatabase.bundled()).replaceFirst("^jdbc:", ""));
            RelayedDatabase relayed =
                    new RelayedDatabase(database, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            relayed.accept(relayed.listening);
            return relayed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The address that is relayed, in the form of {@code lode.database.url}. */
    public String address() {
        return "jdbc:postgresql://localhost:%d%s".formatted(port, database.getPath());
    }

    /** Ends all connections, and refuses new ones. */
    public synchronized void shut() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Accepts connections again; does nothing when it does already. */
    public synchronized void open() throws IOException {
        if (listening.isClosed()) {
            listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            accept(listening);
        }
    }

    private void accept(ServerSocket server) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    connect(server.accept());
                }
            } catch (IOException shut) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(shut);
                }
            }
        });
    }

    private synchronized void connect(Socket from) throws IOException {
        Socket target = new Socket(InetAddress.getLoopbackAddress(), database.getPort());
        sockets.addAll(Set.of(from, target));
        pass(from, target);
        pass(target, from);
        if (listening.isClosed()) {
            shut();
        }
    }

    private void pass(Socket from, Socket target) {
        Thread.ofVirtual().start(() -> {
            try (from;
                    target) {
                from.getInputStream().transferTo(target.getOutputStream());
            } catch (IOException ended) {
                // Either end may close at any time; both are closed then.
                sockets.removeAll(Set.of(from, target));
            }
        });
    }

    @Override
    public void close() throws IOException {
        shut();
    }
}
