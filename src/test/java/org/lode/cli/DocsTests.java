package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The documents agree with the server: examples, settings, commands, links and releases. */
@LodeTest
class DocsTests {
    private static final Document README = Document.of(Path.of("README.md"));
    private static final Pattern EXPECTED_ERROR = Pattern.compile("^# error: ([A-Z_]+)\n");
    private static final Pattern COMMAND = Pattern.compile("java -jar (?:target/)?lode\\.jar(?: +([a-z]+))?([^#\n`]*)");
    private static final Pattern TOOL = Pattern.compile("-Dtest=[A-Za-z]+|\\.ci/[a-z]+");
    private static final Pattern OPTION = Pattern.compile("--([a-z][a-z.-]*)");

    private final HttpGraphQlTester graphQl;

    DocsTests(HttpGraphQlTester graphQl) {
        this.graphQl = graphQl;
    }

    static Stream<Document.Block> examples() {
        return Document.all().stream().flatMap(document -> document.blocks("graphql").stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void everyExampleRuns(Document.Block example) {
        GraphQlTester.Response response =
                graphQl.document(example.text()).variables(variables(example)).execute();
        Matcher expected = EXPECTED_ERROR.matcher(example.text());
        if (expected.find()) {
            response.errors()
                    .satisfy(errors -> assertThat(errors)
                            .first()
                            .satisfies(error ->
                                    assertThat(error.getExtensions()).containsEntry("code", expected.group(1))));
        } else {
            response.errors().verify();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> variables(Document.Block example) {
        String json = Document.of(example.path()).variablesOf(example).orElse("{}");
        return (Map<String, @Nullable Object>) JsonMapper.shared().readValue(json, Map.class);
    }

    @Test
    void everyQueryOfAPageGivesSomething() {
        Document queries = Document.of(Path.of("docs", "queries.md"));
        assertThat(queries.blocks("graphql")).hasSize(6);
        for (Document.Block query : queries.blocks("graphql")) {
            assertThat(queries.variablesOf(query)).as("variables of %s", query).isPresent();
            JsonNode data = GraphQl.data(
                    graphQl.document(query.text()).variables(variables(query)).execute());
            assertThat(data.findValues("nodes").stream()
                                    .flatMap(JsonNode::valueStream)
                                    .count()
                            + data.findValues("groups").stream()
                                    .mapToInt(JsonNode::size)
                                    .sum()
                            + data.path("suggest").size())
                    .as("rows of %s", query)
                    .isGreaterThan(1);
        }
    }

    @Test
    void firstAnswerIsTheServersAnswer() {
        JsonNode shown =
                JsonMapper.shared().readTree(README.blocks("json").getFirst().text());
        JsonNode answer = GraphQl.tree(
                graphQl.document(README.blocks("graphql").getFirst().text()).execute());
        assertThat(shown)
                .as("the first answer in README.md; now it is %s", answer)
                .isEqualTo(answer);
    }

    /** Only the links in the last column are the page's own. */
    @Test
    void settingsAreThoseThatTheProgramLists() {
        List<String> shown = Document.of(Path.of("docs", "configuration.md"))
                .text()
                .lines()
                .filter(line -> line.matches("\\| `(lode|server|management)\\..*"))
                .map(line -> line.replaceAll(" \\(\\[[^)]*\\)\\)", ""))
                .toList();
        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(Settings.all().stream()
                        .map(setting -> "| `%s` | %s | `%s` | %s |"
                                .formatted(
                                        setting.name(),
                                        setting.fallback() == null ? "none" : "`%s`".formatted(setting.fallback()),
                                        setting.variable(),
                                        setting.meaning().replaceAll("\\{@code ([^}]*)}", "`$1`")))
                        .toList());
    }

    @Test
    void exitCodesAreThoseThatApply() {
        Document commands = Document.of(Path.of("docs", "commands.md"));
        assertThat(commands.text().lines().filter(line -> line.matches("\\| \\d+ \\|.*")))
                .containsExactlyElementsOf(Arrays.stream(ExitCode.values())
                        .map(code -> "| %d | %s |".formatted(code.number(), code.meaning()))
                        .toList());
    }

    /** Each command is described, but for the one that only a script calls. */
    @Test
    void everyCommandIsDescribed() {
        String text = Document.of(Path.of("docs", "commands.md")).text();
        assertThat(Commands.line().getSubcommands().values())
                .filteredOn(command -> !command.getCommandSpec().usageMessage().hidden())
                .allSatisfy(command -> assertThat(text).contains("\n| `%s` | ".formatted(command.getCommandName())));
    }

    static Stream<String> commands() {
        return Document.all().stream()
                .flatMap(document -> COMMAND.matcher(document.text()).results())
                .map(MatchResult::group)
                .map(String::strip)
                .distinct();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void everyCommandExists(String shown) {
        Matcher parsed = COMMAND.matcher(shown);
        assertThat(parsed.find()).isTrue();
        String name = parsed.group(1) == null ? "serve" : parsed.group(1);
        CommandLine line = new CommandLine(new Commands()).setOut(new PrintWriter(new StringWriter()));
        assertThat(line.getSubcommands()).containsKey(name);
        assertThat(line.execute(name, "--help")).isZero();
        List<String> options = OPTION.matcher(parsed.group(2))
                .results()
                .map(option -> option.group(1))
                .toList();
        CommandLine command = Objects.requireNonNull(line.getSubcommands().get(name));
        assertThat(options)
                .allMatch(option -> Settings.all().stream()
                                .anyMatch(setting -> setting.name().equals(option))
                        || command.getCommandSpec().findOption("--" + option) != null);
    }

    static Stream<String> toolsOfContributors() {
        return Document.all().stream()
                .flatMap(document -> TOOL.matcher(document.text()).results())
                .map(MatchResult::group)
                .distinct();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("toolsOfContributors")
    void everyTestClassAndScriptExists(String shown) throws IOException {
        if (shown.startsWith(".ci/")) {
            assertThat(Path.of(shown)).isExecutable();
        } else {
            String file = shown.replace("-Dtest=", "") + ".java";
            try (Stream<Path> tests = Files.walk(Path.of("src", "test", "java"))) {
                assertThat(tests.map(test -> test.getFileName().toString())).contains(file);
            }
        }
    }

    @Test
    void linksLeadSomewhere() {
        for (Document document : Document.all()) {
            for (String link : document.localLinks()) {
                String[] parts = link.split("#", 2);
                Path target = document.path().resolveSibling(parts[0]).normalize();
                assertThat(parts[0].isEmpty() || Files.exists(target))
                        .as("%s leads to %s", document.path(), link)
                        .isTrue();
                if (parts.length > 1) {
                    Document leadsTo = parts[0].isEmpty() ? document : Document.of(target);
                    assertThat(leadsTo.places()).as("places in %s", target).contains(parts[1]);
                }
            }
        }
    }

    @Test
    void everyReleaseIsInTheChangelog() throws IOException {
        String changelog = Document.of(Path.of("CHANGELOG.md")).text();
        try (Stream<Path> releases = Files.list(Path.of("dataset", "releases"))) {
            assertThat(releases.filter(Files::isDirectory))
                    .allMatch(release -> changelog.contains("\n### [" + release.getFileName() + "] - "));
        }
    }
}
