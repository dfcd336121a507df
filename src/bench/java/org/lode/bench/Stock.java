package org.lode.bench;

import graphql.schema.DataFetchingEnvironment;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.BatchMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Spring for GraphQL as its guide has it: a method for each field that is not a property, which loads for a whole list at once. */
@SpringBootApplication
class Stock {
    private static final Set<String> ANSWERED = Set.of(
            "by-id",
            "fifty",
            "nested",
            "country",
            "sorted",
            "levels",
            "some-none",
            "deep-page",
            "walk",
            "groups",
            "diff",
            "oldest");

    static boolean answers(String question) {
        return ANSWERED.contains(question);
    }

    /** Serves at a port (the first argument) what is in PostgreSQL at another (the second). */
    public static void main(String[] args) {
        SpringApplication.run(
                Stock.class,
                "--server.port=" + args[0],
                "--spring.graphql.schema.locations=classpath:stock/",
                "--spring.r2dbc.url=r2dbc:postgresql://localhost:%s/%s?options=search_path=lode"
                        .formatted(args[1], Postgres.DATABASE),
                "--spring.r2dbc.username=" + Postgres.USER,
                "--spring.r2dbc.password=" + Postgres.USER,
                "--spring.r2dbc.pool.max-size=" + Postgres.connections(),
                "--spring.r2dbc.pool.initial-size=0",
                "--spring.main.banner-mode=off");
    }

    /** The release that is read; null for the latest. */
    record ReleaseRef(int sequence) {
        static String valid(@Nullable ReleaseRef at) {
            return at == null ? "to_seq = 2147483647" : "from_seq <= %d and to_seq > %1$d".formatted(at.sequence);
        }
    }

    record Project(
            String id,
            String name,
            String countryId,
            String agencyId,
            @Nullable String region,
            String locationAccuracy,
            String stage,
            String status,
            @Nullable String startDate,
            @Nullable String endDate,
            String summary,
            @Nullable String notes,
            @Nullable ReleaseRef at) {
        static final String COLUMNS =
                "id, name, country_id, agency_id, region, location_accuracy, stage, status, start_date, end_date, summary, notes";

        static Project of(Readable row, @Nullable ReleaseRef at) {
            return new Project(
                    text(row, 0),
                    text(row, 1),
                    text(row, 2),
                    text(row, 3),
                    row.get(4, String.class),
                    text(row, 5),
                    text(row, 6),
                    text(row, 7),
                    row.get(8, String.class),
                    row.get(9, String.class),
                    text(row, 10),
                    row.get(11, String.class),
                    at);
        }

        public String recordId() {
            return id;
        }
    }

    record Money(@Nullable String amount, @Nullable String currency) {}

    record Investment(
            String id,
            String projectId,
            String investorId,
            String instrument,
            @Nullable String announced,
            @Nullable String terms,
            Money money) {
        static final String COLUMNS = "id, project_id, investor_id, instrument, announced, terms, amount, currency";

        static Investment of(Readable row) {
            BigDecimal amount = row.get(6, BigDecimal.class);
            return new Investment(
                    text(row, 0),
                    text(row, 1),
                    text(row, 2),
                    text(row, 3),
                    row.get(4, String.class),
                    row.get(5, String.class),
                    new Money(amount == null ? null : amount.toPlainString(), row.get(7, String.class)));
        }

        public String recordId() {
            return id;
        }
    }

    record InvestmentConnection(List<Investment> all) {}

    record Organization(String id, String name, @Nullable String countryId) {}

    record Country(String id, @Nullable String name) {}

    record Equal(String eq) {}

    record InvestmentFilter(@Nullable Equal instrument) {}

    record InvestmentSetFilter(
            @Nullable InvestmentFilter some, @Nullable InvestmentFilter none) {}

    record ProjectFilter(
            @Nullable Equal countryId,
            @Nullable Equal status,
            @Nullable InvestmentSetFilter investments,
            @Nullable List<ProjectFilter> and) {}

    record ProjectOrder(String field) {}

    /** A list that was asked for; its rows and figures are read when they are. */
    record ProjectConnection(
            @Nullable ReleaseRef at,
            @Nullable Integer first,
            @Nullable String after,
            @Nullable ProjectFilter filter,
            List<ProjectOrder> orderBy) {}

    record ProjectEdge(String cursor, Project node) {}

    record Aggregate(long count) {}

    record GroupKey(Country country) {}

    record Group(GroupKey key, Aggregate aggregate) {}

    record ChangeConnection(int sequence, int first) {}

    record FieldChange(
            String path, @Nullable String before, @Nullable String after) {}

    record Change(String op, String recordId, List<FieldChange> fields) {}

    private static String text(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, String.class));
    }

    @Controller
    static class Resolvers {
        private static final JsonMapper JSON = JsonMapper.shared();

        private final DatabaseClient database;

        Resolvers(DatabaseClient database) {
            this.database = database;
        }

        @QueryMapping
        Mono<Project> project(@Argument String id) {
            return database.sql("select %s from projects where id = :id and %s"
                            .formatted(Project.COLUMNS, ReleaseRef.valid(null)))
                    .bind("id", id)
                    .map(row -> Project.of(row, null))
                    .one();
        }

        @QueryMapping
        ProjectConnection projects(
                @Argument @Nullable ReleaseRef at,
                @Argument @Nullable Integer first,
                @Argument @Nullable String after,
                @Argument @Nullable ProjectFilter filter,
                @Argument @Nullable List<ProjectOrder> orderBy) {
            return new ProjectConnection(at, first, after, filter, orderBy == null ? List.of() : orderBy);
        }

        @SchemaMapping
        Flux<Project> nodes(ProjectConnection list) {
            Map<String, Object> bound = new HashMap<>();
            String where = where(list, bound);
            if (list.after != null) {
                where += " and id > :after";
                bound.put("after", list.after);
            }
            String order = list.orderBy.isEmpty() ? "id" : "name, id";
            return database.sql("select %s from projects p where %s order by %s limit %d"
                            .formatted(Project.COLUMNS, where, order, list.first == null ? 50 : list.first))
                    .bindValues(bound)
                    .map(row -> Project.of(row, list.at))
                    .all();
        }

        @SchemaMapping
        Flux<ProjectEdge> edges(ProjectConnection list) {
            return nodes(list).map(project -> new ProjectEdge(project.id, project));
        }

        @SchemaMapping
        Mono<Long> totalCount(ProjectConnection list) {
            Map<String, Object> bound = new HashMap<>();
            return database.sql("select count(*) from projects p where " + where(list, bound))
                    .bindValues(bound)
                    .mapValue(Long.class)
                    .one();
        }

        @SchemaMapping
        Flux<Group> groups(ProjectConnection list) {
            Map<String, Object> bound = new HashMap<>();
            return database.sql("select country_id, count(*) from projects p where %s group by 1 order by 1"
                            .formatted(where(list, bound)))
                    .bindValues(bound)
                    .map(row -> new Group(
                            new GroupKey(new Country(text(row, 0), null)),
                            new Aggregate(Objects.requireNonNull(row.get(1, Long.class)))))
                    .all();
        }

        private static String where(ProjectConnection list, Map<String, Object> bound) {
            List<String> conditions = new ArrayList<>(List.of(ReleaseRef.valid(list.at)));
            if (list.filter != null) {
                add(list.filter, ReleaseRef.valid(list.at), conditions, bound);
            }
            return String.join(" and ", conditions);
        }

        private static void add(
                ProjectFilter filter, String valid, List<String> conditions, Map<String, Object> bound) {
            if (filter.countryId != null) {
                conditions.add("country_id = " + name(filter.countryId.eq, bound));
            }
            if (filter.status != null) {
                conditions.add("status = " + name(filter.status.eq, bound));
            }
            if (filter.investments != null) {
                add(filter.investments.some, "", valid, conditions, bound);
                add(filter.investments.none, "not ", valid, conditions, bound);
            }
            if (filter.and != null) {
                filter.and.forEach(each -> add(each, valid, conditions, bound));
            }
        }

        private static void add(
                @Nullable InvestmentFilter filter,
                String not,
                String valid,
                List<String> conditions,
                Map<String, Object> bound) {
            if (filter != null && filter.instrument != null) {
                conditions.add("%sexists (select from investments where project_id = p.id and %s and instrument = %s)"
                        .formatted(not, valid, name(filter.instrument.eq, bound)));
            }
        }

        private static String name(String value, Map<String, Object> bound) {
            String name = "value" + bound.size();
            bound.put(name, value);
            return ":" + name;
        }

        @BatchMapping
        Mono<Map<Project, Country>> country(List<Project> projects) {
            return countries(projects, Project::countryId);
        }

        @BatchMapping(typeName = "Organization", field = "country")
        Mono<Map<Organization, Country>> countryOfOrganization(List<Organization> organizations) {
            return countries(organizations, Organization::countryId);
        }

        private <T> Mono<Map<T, Country>> countries(List<T> of, Function<T, @Nullable String> id) {
            return database.sql("select id, name from countries where id = any(:ids) and to_seq = 2147483647")
                    .bind("ids", ids(of, id))
                    .map(row -> new Country(text(row, 0), text(row, 1)))
                    .all()
                    .collectMap(Country::id)
                    .map(found -> joined(of, id, found));
        }

        @BatchMapping
        Mono<Map<Project, Organization>> agency(List<Project> projects) {
            return organizations(projects, Project::agencyId);
        }

        @BatchMapping
        Mono<Map<Investment, Organization>> investor(List<Investment> investments) {
            return organizations(investments, Investment::investorId);
        }

        private <T> Mono<Map<T, Organization>> organizations(List<T> of, Function<T, @Nullable String> id) {
            return database.sql(
                            "select id, name, country_id from organizations where id = any(:ids) and to_seq = 2147483647")
                    .bind("ids", ids(of, id))
                    .map(row -> new Organization(text(row, 0), text(row, 1), row.get(2, String.class)))
                    .all()
                    .collectMap(Organization::id)
                    .map(found -> joined(of, id, found));
        }

        /** A method for a batch is not given the arguments of its field, so this loads all; {@code nodes} takes the first. */
        @BatchMapping
        Mono<Map<Project, InvestmentConnection>> investments(List<Project> projects) {
            return database.sql("select %s from investments where project_id = any(:ids) and %s order by id"
                            .formatted(Investment.COLUMNS, ReleaseRef.valid(projects.getFirst().at)))
                    .bind("ids", ids(projects, Project::id))
                    .map(Investment::of)
                    .all()
                    .collect(Collectors.groupingBy(Investment::projectId))
                    .map(found -> projects.stream()
                            .collect(Collectors.toMap(
                                    Function.identity(),
                                    project -> new InvestmentConnection(found.getOrDefault(project.id, List.of())))));
        }

        @SchemaMapping
        List<Investment> nodes(InvestmentConnection list, DataFetchingEnvironment environment) {
            Integer first = Objects.requireNonNull(
                            environment.getExecutionStepInfo().getParent())
                    .getArgument("first");
            return first == null || list.all.size() <= first ? list.all : list.all.subList(0, first);
        }

        @QueryMapping
        ChangeConnection diff(@Argument ReleaseRef from, @Argument ReleaseRef to, @Argument @Nullable Integer first) {
            if (from.sequence != to.sequence - 1) {
                throw new IllegalArgumentException("only what one release changed");
            }
            return new ChangeConnection(to.sequence, first == null ? 50 : first);
        }

        @SchemaMapping(typeName = "ChangeConnection", field = "totalCount")
        Mono<Long> changeCount(ChangeConnection list) {
            return database.sql("select count(*) from change_log where seq = :seq and type = 'Project'")
                    .bind("seq", list.sequence)
                    .mapValue(Long.class)
                    .one();
        }

        @SchemaMapping(typeName = "ChangeConnection", field = "nodes")
        Flux<Change> changes(ChangeConnection list) {
            return database.sql(
                            "select op, id, changed::text from change_log where seq = :seq and type = 'Project' order by n limit "
                                    + list.first)
                    .bind("seq", list.sequence)
                    .map(row -> new Change(text(row, 0), text(row, 1), fields(row.get(2, String.class))))
                    .all();
        }

        private static List<FieldChange> fields(@Nullable String changed) {
            List<FieldChange> fields = new ArrayList<>();
            if (changed != null) {
                for (JsonNode field : JSON.readTree(changed)) {
                    fields.add(new FieldChange(
                            field.path("path").asString(),
                            field.path("before").asString(null),
                            field.path("after").asString(null)));
                }
            }
            return fields;
        }

        private static <T> String[] ids(Collection<T> of, Function<T, @Nullable String> id) {
            return of.stream().map(id).filter(Objects::nonNull).distinct().toArray(String[]::new);
        }

        private static <T, V> Map<T, V> joined(List<T> of, Function<T, @Nullable String> id, Map<String, V> found) {
            Map<T, V> joined = new HashMap<>();
            for (T each : of) {
                V value = found.get(String.valueOf(id.apply(each)));
                if (value != null) {
                    joined.put(each, value);
                }
            }
            return joined;
        }
    }
}
