package org.lode.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.lode.model.BadInput;
import org.lode.store.Database.Address;
import org.lode.store.Database.Server;

/** A PostgreSQL that somebody else runs. */
record ExternalDatabase(Server server) implements Database {
    private static final String SETTING = "lode.database.url";
    private static final String EXPECTED = "jdbc:postgresql://HOST:PORT/DATABASE";
    private static final Pattern SCHEME = Pattern.compile("^(jdbc:|r2dbc:)?postgres(ql)?:");
    private static final Pattern SSL_MODE = Pattern.compile("disable|prefer|require|verify-ca|verify-full");

    static ExternalDatabase of(DatabaseSettings.External settings) {
        URI url = parse(settings.url());
        Map<String, String> options = options(url);
        String sslMode = options.getOrDefault("sslmode", "prefer");
        if (!SSL_MODE.matcher(sslMode).matches()) {
            throw new BadInput(SETTING, "sslmode=" + sslMode, "disable, prefer, require, verify-ca or verify-full");
        }
        Address primary = Address.of(url.getHost(), url.getPort());
        List<Address> readers = settings.readers().stream()
                .map(reader -> Address.parse(reader, "lode.database.readers"))
                .toList();
        return new ExternalDatabase(new Server(
                primary,
                readers.isEmpty() ? List.of(primary) : readers,
                url.getPath().substring(1),
                settings.username().isEmpty() ? options.getOrDefault("user", "") : settings.username(),
                settings.password().isEmpty() ? options.getOrDefault("password", "") : settings.password(),
                sslMode));
    }

    private static URI parse(String text) {
        try {
            URI url = new URI(SCHEME.matcher(text).replaceFirst("postgresql:"));
            boolean complete = "postgresql".equals(url.getScheme())
                    && url.getHost() != null
                    && url.getPath().length() > 1
                    && url.getUserInfo() == null;
            if (complete) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new BadInput(SETTING, "not an address", EXPECTED, e);
        }
        // The text is not repeated: it may hold a password.
        throw new BadInput(
                SETTING,
                "not an address of a PostgreSQL database",
                EXPECTED + ", with lode.database.username and lode.database.password apart");
    }

    private static Map<String, String> options(URI url) {
        Map<String, String> options = new TreeMap<>();
        String query = url.getQuery() == null ? "" : url.getQuery();
        for (String option : query.split("&")) {
            int equals = option.indexOf('=');
            if (equals > 0) {
                options.put(option.substring(0, equals), option.substring(equals + 1));
            }
        }
        for (String name : options.keySet()) {
            if (!List.of("sslmode", "user", "password").contains(name)) {
                throw new BadInput(SETTING, "option " + name, "sslmode, user or password");
            }
        }
        return options;
    }

    @Override
    public String name() {
        return "%s: %s".formatted(SETTING, server);
    }

    @Override
    public void close() {
        // It is not ours to stop.
    }
}
