package org.lode.bench;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The least that an answer costs: one statement over R2DBC, written as JSON, without GraphQL.
 *
 * <p>{@code floor-rows} reads the rows, {@code floor-map} their ids alone, and takes the rows from memory. {@code floor-constant} works
 * each answer out once.
 */
final class Floor {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PROJECT =
            "p.id p.name p.region p.location_accuracy p.stage p.status p.start_date p.end_date p.summary p.notes";
    private static final String NESTED = "p.id p.name i.id i.instrument i.announced i.terms i.amount i.currency";
    private static final String LIVE = "to_seq = 2147483647";
    private static final String OLDEST = "from_seq <= 1 and to_seq > 1";
    private static final String NESTED_FROM =
            "(select * from projects where %1$s order by id limit 50) p left join lateral"
                    + " (select * from investments i where i.project_id = p.id and i.%1$s order by id limit 3) i on true";

    /** The table of each alias, and the way there from another. */
    private static final Map<String, Way> WAYS = Map.of(
            "p", new Way("projects", "", ""),
            "i", new Way("investments", "", ""),
            "c", new Way("countries", "p", "country_id"),
            "a", new Way("organizations", "p", "agency_id"),
            "ac", new Way("countries", "a", "country_id"),
            "n", new Way("organizations", "i", "investor_id"),
            "nc", new Way("countries", "n", "country_id"));

    private static final Map<String, Query> QUERIES = queries();

    private final ConnectionPool pool;
    private final boolean inMemory;
    /** The rows of each table by id: those of now, and those of the first release. */
    private final Map<String, Map<String, Map<String, Object>>> live = new HashMap<>();

    private final Map<String, Map<String, Map<String, Object>>> oldest = new HashMap<>();
    private final Map<String, Prepared> prepared = new HashMap<>();

    private Floor(ConnectionPool pool, boolean inMemory) {
        this.pool = pool;
        this.inMemory = inMemory;
        QUERIES.forEach((name, query) -> prepared.put(name, new Prepared(query, inMemory)));
    }

    static boolean answers(String question) {
        return QUERIES.containsKey(question);
    }

    /** Serves at a port (the first argument) what is in PostgreSQL at another (the second); the third is the name of the floor. */
    public static void main(String[] args) {
        Floor floor = new Floor(pool(Integer.parseInt(args[1])), args[2].equals("floor-map"));
        if (floor.inMemory) {
            for (String table : List.of("projects", "investments", "organizations", "countries")) {
                floor.keep(table);
            }
        }
        HttpServer server = HttpServer.create().port(Integer.parseInt(args[0]));
        if (args[2].equals("floor-constant")) {
            server.handle(new ReactorHttpHandlerAdapter(floor.constant()))
                    .bindNow()
                    .onDispose()
                    .block();
            return;
        }
        server.route(routes -> routes.post(
                        "/graphql",
                        (request, response) -> response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                                .sendByteArray(request.receive()
                                        .aggregate()
                                        .asByteArray()
                                        .flatMap(floor::answer))))
                .bindNow()
                .onDispose()
                .block();
    }

    /** Works each answer out once, and keeps its bytes by those of the request. */
    private HttpHandler constant() {
        Map<ByteBuffer, byte[]> kept = new ConcurrentHashMap<>();
        return (request, response) -> DataBufferUtils.join(request.getBody()).flatMap(buffer -> {
            byte[] body = new byte[buffer.readableByteCount()];
            buffer.read(body);
            DataBufferUtils.release(buffer);
            ByteBuffer key = ByteBuffer.wrap(body);
            byte[] known = kept.get(key);
            Mono<byte[]> answer =
                    known != null ? Mono.just(known) : answer(body).doOnNext(bytes -> kept.put(key, bytes));
            return answer.flatMap(bytes -> {
                response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
                response.getHeaders().setContentLength(bytes.length);
                return response.writeWith(Mono.just(response.bufferFactory().wrap(bytes)));
            });
        });
    }

    /** Connections as Lode has them. */
    private static ConnectionPool pool(int port) {
        int cores = Runtime.getRuntime().availableProcessors();
        PostgresqlConnectionFactory single = new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                .host("localhost")
                .port(port)
                .database(Postgres.DATABASE)
                .username(Postgres.USER)
                .password(Postgres.USER)
                .forceBinary(true)
                .preparedStatementCacheQueries(256)
                .loopResources(LoopResources.create("floor-db", -1, cores, true, false))
                .options(Map.of("search_path", "lode"))
                .build());
        return new ConnectionPool(ConnectionPoolConfiguration.builder(single)
                .initialSize(0)
                .maxSize(Postgres.connections())
                .build());
    }

    private void keep(String table) {
        live.put(table, rows(table, LIVE));
        oldest.put(table, rows(table, OLDEST));
    }

    private Map<String, Map<String, Object>> rows(String table, String valid) {
        List<String> columns = switch (table) {
            case "projects" ->
                List.of(
                        "id",
                        "name",
                        "country_id",
                        "agency_id",
                        "region",
                        "location_accuracy",
                        "stage",
                        "status",
                        "start_date",
                        "end_date",
                        "summary",
                        "notes");
            case "investments" ->
                List.of("id", "investor_id", "instrument", "announced", "terms", "amount", "currency");
            case "organizations" -> List.of("id", "name", "country_id");
            default -> List.of("id", "name");
        };
        String select = "select %s from %s where %s".formatted(String.join(", ", columns), table, valid);
        Map<String, Map<String, Object>> rows = new HashMap<>();
        Flux.usingWhen(
                        pool.create(),
                        connection -> Flux.from(connection
                                        .createStatement(select)
                                        .fetchSize(1000)
                                        .execute())
                                .flatMap(result -> result.map(row -> {
                                    Map<String, Object> values = new HashMap<>();
                                    for (int i = 0; i < columns.size(); i++) {
                                        Object value = row.get(i);
                                        if (value != null) {
                                            values.put(columns.get(i), value);
                                        }
                                    }
                                    return values;
                                })),
                        Connection::close)
                .doOnNext(row -> rows.put((String) row.get("id"), row))
                .blockLast();
        return rows;
    }

    private Mono<byte[]> answer(byte[] body) {
        JsonNode asked = JSON.readTree(body);
        Prepared query = prepared.get(asked.path("query").asString());
        if (query == null) {
            return Mono.just("{}".getBytes(StandardCharsets.UTF_8));
        }
        return Mono.usingWhen(
                pool.create(),
                connection -> Flux.from(bound(connection, query, asked.path("variables"))
                                .execute())
                        .flatMap(result -> result.map(row -> inMemory ? remembered(query, row) : read(query, row)))
                        .collectList()
                        .map(rows -> written(query.query, rows)),
                Connection::close);
    }

    private static Statement bound(Connection connection, Prepared query, JsonNode variables) {
        Statement statement = connection.createStatement(query.sql);
        for (int i = 0; i < query.query.variables.size(); i++) {
            JsonNode value = variables.path(query.query.variables.get(i));
            if (value.isInt()) {
                statement.bind(i, value.asInt());
            } else {
                statement.bind(i, value.asString());
            }
        }
        return statement;
    }

    private static @Nullable Object[] read(Prepared query, Readable row) {
        @Nullable Object[] values = new Object[query.query.columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
        }
        return values;
    }

    private @Nullable Object[] remembered(Prepared query, Readable row) {
        Map<String, Map<String, Map<String, Object>>> kept = query.query.ofOldest ? oldest : live;
        Map<String, Map<String, Object>> found = new HashMap<>();
        int at = 0;
        @Nullable Object[] values = new Object[query.query.columns.size()];
        for (String alias : query.ids) {
            String id = row.get(at, String.class);
            at++;
            if (id != null) {
                found.put(
                        alias,
                        Objects.requireNonNull(kept.get(Objects.requireNonNull(WAYS.get(alias)).table))
                                .getOrDefault(id, Map.of()));
            }
        }
        for (int i = 0; i < values.length; i++) {
            Column column = query.query.columns.get(i);
            if (column.alias.isEmpty()) {
                values[i] = row.get(at);
                at++;
            } else {
                values[i] = row(found, column.alias).get(column.name);
            }
        }
        return values;
    }

    private Map<String, Object> row(Map<String, Map<String, Object>> found, String alias) {
        Map<String, Object> row = found.get(alias);
        if (row == null) {
            Way way = Objects.requireNonNull(WAYS.get(alias));
            Object id = way.from.isEmpty() ? null : row(found, way.from).get(way.column);
            row = id == null
                    ? Map.of()
                    : Objects.requireNonNull(live.get(way.table)).getOrDefault((String) id, Map.of());
            found.put(alias, row);
        }
        return row;
    }

    /** An object for each parent, with a list of what belongs to it. */
    private static byte[] written(Query query, List<@Nullable Object[]> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        int parents = query.parents;
        int all = query.columns.size();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeName("data");
            json.writeStartArray();
            Object parent = null;
            for (@Nullable Object[] row : rows) {
                if (parent == null || !parent.equals(row[0]) || parents == all) {
                    if (parent != null && parents < all) {
                        json.writeEndArray();
                        json.writeEndObject();
                    }
                    parent = row[0];
                    json.writeStartObject();
                    write(json, query, row, 0, parents);
                    if (parents < all) {
                        json.writeName("nodes");
                        json.writeStartArray();
                    } else {
                        json.writeEndObject();
                    }
                }
                if (parents < all && row[parents] != null) {
                    json.writeStartObject();
                    write(json, query, row, parents, all);
                    json.writeEndObject();
                }
            }
            if (parent != null && parents < all) {
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Query query, @Nullable Object[] row, int from, int to) {
        for (int i = from; i < to; i++) {
            Column column = query.columns.get(i);
            json.writeName(column.label());
            Object value = row[i];
            if (value == null) {
                json.writeNull();
            } else if (value instanceof Long number) {
                json.writeNumber(number);
            } else if (value instanceof BigDecimal number) {
                json.writeString(number.toPlainString());
            } else if (column.name.equals("changed")) {
                json.writeRawValue(value.toString());
            } else {
                json.writeString(value.toString());
            }
        }
    }

    private record Way(String table, String from, String column) {}

    /** A column: of the row that an alias stands for, or an expression, whose alias is empty. */
    private record Column(String alias, String name, String expression) {
        static Column of(String text) {
            String[] parts = text.split("[.]");
            return new Column(parts[0], parts[1], text);
        }

        String label() {
            return alias + "_" + name;
        }
    }

    /**
     * How a question is answered.
     *
     * @param variables in the order of the statement's parameters
     * @param parents how many columns from the start are written once for all rows that share the first
     * @param from where the ids come from, without what rows are joined for
     */
    private record Query(
            List<String> variables, int parents, List<Column> columns, String from, String end, boolean ofOldest) {
        static Query of(List<String> variables, int parents, String columns, String from, String end) {
            List<Column> all = new ArrayList<>();
            for (String column : columns.split(" ")) {
                all.add(Column.of(column));
            }
            return new Query(variables, parents, all, from, end, false);
        }

        Query with(int at, String name, String expression) {
            List<Column> all = new ArrayList<>(columns);
            all.add(at, new Column("", name, expression));
            return new Query(variables, parents, all, from, end, ofOldest);
        }

        Query oldest() {
            return new Query(variables, parents, columns, from, end, true);
        }
    }

    /** The statement of a query, for rows or for ids alone. */
    private static final class Prepared {
        private final Query query;
        private final List<String> ids = new ArrayList<>();
        private final String sql;

        Prepared(Query query, boolean inMemory) {
            this.query = query;
            List<String> columns = new ArrayList<>();
            Map<String, String> joins = new LinkedHashMap<>();
            for (Column column : query.columns) {
                if (column.alias.isEmpty() || !inMemory) {
                    columns.add(column.expression);
                }
                join(column.alias, joins);
            }
            if (inMemory) {
                for (String alias : List.of("p", "i")) {
                    if (query.columns.stream().anyMatch(column -> column.alias.equals(alias))) {
                        columns.add(ids.size(), alias + ".id");
                        ids.add(alias);
                    }
                }
            }
            this.sql = "select %s from %s %s %s"
                    .formatted(
                            String.join(", ", columns),
                            query.from,
                            inMemory ? "" : String.join(" ", joins.values()),
                            query.end);
        }

        private static void join(String alias, Map<String, String> joins) {
            Way way = WAYS.get(alias);
            if (way != null && !way.from.isEmpty()) {
                join(way.from, joins);
                joins.put(
                        alias,
                        "left join %s %s on %2$s.id = %s.%s and %2$s.%s"
                                .formatted(way.table, alias, way.from, way.column, LIVE));
            }
        }
    }

    private static Map<String, Query> queries() {
        Map<String, Query> queries = new TreeMap<>();
        queries.put("by-id", Query.of(List.of("id"), 10, PROJECT, "projects p", "where p.id = $1 and p." + LIVE));
        queries.put(
                "fifty", Query.of(List.of(), 10, PROJECT, "projects p", "where p." + LIVE + " order by p.id limit 50"));
        queries.put("nested", Query.of(List.of(), 2, NESTED, NESTED_FROM.formatted(LIVE), "order by p.id, i.id"));
        queries.put(
                "oldest",
                Query.of(
                                List.of(),
                                2,
                                NESTED,
                                NESTED_FROM.replace("i.%1$s", "%1$s").formatted(OLDEST),
                                "order by p.id, i.id")
                        .oldest());
        queries.put(
                "country",
                Query.of(
                                List.of("country"),
                                1,
                                "p.id p.name p.stage p.status",
                                "projects p",
                                "where p.country_id = $1 and p." + LIVE + " order by p.id limit 20")
                        .with(0, "total", "(select count(*) from projects where country_id = $1 and " + LIVE + ")"));
        queries.put(
                "sorted",
                Query.of(
                        List.of("status"),
                        3,
                        "p.id p.name p.stage",
                        "projects p",
                        "where p.status = $1 and p." + LIVE + " order by p.name, p.id limit 50"));
        queries.put(
                "levels",
                Query.of(
                        List.of("id"),
                        8,
                        "p.id p.name c.id c.name a.id a.name ac.id ac.name i.id i.instrument i.amount i.currency n.id n.name nc.id nc.name",
                        "projects p left join lateral (select * from investments i where i.project_id = p.id and i."
                                + LIVE + " order by id limit 10) i on true",
                        "where p.id = $1 and p." + LIVE + " order by i.id"));
        String exists = "exists (select from investments i where i.project_id = p.id and i." + LIVE
                + " and i.instrument = '%s')";
        queries.put(
                "some-none",
                Query.of(
                        List.of("country"),
                        3,
                        "p.id p.name p.status",
                        "projects p",
                        "where p.country_id = $1 and p.%s and %s and not %s order by p.id limit 20"
                                .formatted(LIVE, exists.formatted("LOAN"), exists.formatted("GRANT"))));
        queries.put(
                "deep-page",
                Query.of(
                        List.of("after"),
                        4,
                        "p.id p.name p.stage p.status",
                        "projects p",
                        "where p.id > $1 and p." + LIVE + " order by p.id limit 50"));
        queries.put(
                "groups",
                new Query(
                        List.of(),
                        2,
                        List.of(new Column("", "country", "country_id"), new Column("", "count", "count(*)")),
                        "projects",
                        "where " + LIVE + " group by country_id order by country_id",
                        false));
        queries.put(
                "diff",
                new Query(
                        List.of("to"),
                        1,
                        List.of(
                                new Column(
                                        "",
                                        "total",
                                        "(select count(*) from change_log where seq = $1 and type = 'Project')"),
                                new Column("", "op", "op"),
                                new Column("", "id", "id"),
                                new Column("", "changed", "changed::text")),
                        "change_log",
                        "where seq = $1 and type = 'Project' order by n limit 50",
                        false));
        return queries;
    }
}
