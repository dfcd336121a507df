package org.lode.cite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.lode.model.Sha256;
import org.lode.support.Bundled;
import org.lode.support.GraphQl;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The addresses below {@code /q}: what they answer, and what they refuse. */
@LodeTest
class CitationTests {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String AUSTRALIA = "query Some($code: String!) {"
            + " projects(first: 5, filter: {country: {code: {eq: $code}}}) { nodes { name country { name } } } } # ";
    private static final Map<String, Object> CODE = Map.of("code", "AU");

    private final HttpGraphQlTester graphQl;
    private final Web web;

    CitationTests(HttpGraphQlTester graphQl, Environment environment) {
        this.graphQl = graphQl;
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    @Test
    void aQueryGetsAnIdThatRunsItAgain() {
        HttpResponse<String> given = cite(AUSTRALIA + "given", CODE);
        JsonNode cited = json(given);
        String id = id(AUSTRALIA + "given", "null", "{\"code\":\"AU\"}");
        assertThat(given.statusCode()).isEqualTo(201);
        assertThat(Http.header(given, "Location")).isEqualTo("/q/" + id);
        assertThat(Http.header(given, "Cache-Control")).isEqualTo("no-store");
        assertThat(Http.header(given, "Dataset-Release")).isEqualTo(Bundled.VERSION);
        assertThat(cited.path("id").asString()).isEqualTo(id);
        assertThat(cited.path("document").asString()).isEqualTo(AUSTRALIA + "given");
        assertThat(cited.path("variables").toString()).isEqualTo("{\"code\":\"AU\"}");
        assertThat(cited.path("release").path("root").asString()).isEqualTo(root());
        assertThat(cited.path("release").path("sequence").asInt()).isEqualTo(Bundled.NEWEST);
        assertThat(cited.path("warnings").toString()).isEqualTo("[]");
        HttpResponse<String> again = web.get("/q/" + id);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(given.body());
        HttpResponse<String> twice = cite(AUSTRALIA + "given", CODE);
        assertThat(twice.statusCode()).isEqualTo(200);
        assertThat(twice.body()).isEqualTo(given.body());
    }

    @Test
    void theHashIsOfTheServedData() {
        JsonNode cited = json(cite(AUSTRALIA + "data", CODE));
        HttpResponse<String> data = web.get(cited.path("addresses").path("data").asString());
        assertThat(sha256(data.body())).isEqualTo(cited.path("resultSha256").asString());
        assertThat(JSON.readTree(data.body())).isEqualTo(data(AUSTRALIA + "data", CODE));
        assertThat(Http.header(data, "Content-Type")).isEqualTo("application/json");
    }

    @Test
    void sourcesAreThoseOfTheRecordsReturned() {
        JsonNode cited = json(cite(AUSTRALIA + "sources", CODE));
        TreeSet<String> ids = new TreeSet<>();
        data(AUSTRALIA.replace("name country { name }", "id country { id }"), CODE)
                .path("projects")
                .path("nodes")
                .forEach(project -> {
                    ids.add(project.path("id").asString());
                    ids.add(project.path("country").path("id").asString());
                });
        assertThat(ids).hasSize(6);
        assertThat(cited.path("rows").asInt()).isEqualTo(6);
        assertThat(cited.path("sources").size()).isGreaterThan(1);
        assertSources(cited, "{subjectId: {in: $ids}}", List.copyOf(ids));
    }

    @Test
    void aCitationThatIsReturnedNamesItsSource() {
        JsonNode cited = json(cite("{ citations(first: 3) { nodes { asserted } } }", Map.of()));
        List<String> ids = graphQl.document("{ citations(first: 3) { nodes { id } } }")
                .execute()
                .path("citations.nodes[*].id")
                .entityList(String.class)
                .get();
        assertThat(cited.path("rows").asInt()).isEqualTo(3);
        assertSources(cited, "{id: {in: $ids}}", ids);
    }

    private void assertSources(JsonNode cited, String filter, List<String> ids) {
        JsonNode groups = data(
                        "query($ids: [ID!]!) { citations(filter: %s) { groups(by: [SOURCE]) {".formatted(filter)
                                + " key { source { id title publisher published url } } aggregate { count } } } }",
                        Map.of("ids", ids))
                .path("citations")
                .path("groups");
        assertThat(cited.path("sources").size()).isEqualTo(groups.size()).isPositive();
        for (JsonNode group : groups) {
            JsonNode source = group.path("key").path("source");
            assertThat(cited.path("sources")
                            .valueStream()
                            .filter(found -> found.path("id").equals(source.path("id"))))
                    .singleElement()
                    .satisfies(found -> {
                        for (String field : List.of("title", "publisher", "published", "url")) {
                            assertThat(found.path(field)).isEqualTo(source.path(field));
                        }
                        assertThat(found.path("citations").asInt())
                                .isEqualTo(group.path("aggregate").path("count").asInt());
                    });
        }
    }

    @Test
    void hitsAndChangesAreOfRecordsToo() {
        assertThat(rows("{ search(text: \"lynas\", first: 4) { edges { node { title } } } }"))
                .isEqualTo(4);
        assertThat(rows("{ changes(sinceSequence: 0, first: 7) { nodes { op } } }"))
                .isEqualTo(7);
        assertThat(rows("{ deal(id: \"deal:lynas-japan-supply\") { events { nodes { date } } } }"))
                .isEqualTo(1);
        assertThat(rows("{ projects { totalCount } }")).isZero();
    }

    @Test
    void aSumSaysHowManyRecordsItIsMadeOf() {
        JsonNode cited = json(cite(
                "{ investments(filter: {agencyId: {eq: \"org:jogmec\"}}) { totalCount aggregate { count usd { sum } } } }",
                Map.of()));
        int count =
                web(cited).path("investments").path("aggregate").path("count").asInt();
        assertThat(count).isPositive();
        assertThat(cited.path("rows").asInt()).isZero();
        assertThat(cited.path("counted").asInt()).isEqualTo(count);
        assertThat(cited.path("citation").path("text").asString())
                .contains(": counts and sums of " + count + " records, SHA-256");
        JsonNode groups = json(cite(
                "{ investments(first: 1) { nodes { id } groups(by: [INSTRUMENT]) { aggregate { count } } totalCount } }",
                Map.of()));
        assertThat(groups.path("citation").path("text").asString()).contains(": 1 record, counts and sums of ");
    }

    private JsonNode web(JsonNode cited) {
        return JsonMapper.shared()
                .readTree(web.get("/q/" + cited.path("id").asString() + "/data").body());
    }

    private int rows(String query) {
        return json(cite(query, Map.of())).path("rows").asInt();
    }

    @Test
    void theReleaseIsTheOneOfTheAnswer() {
        String old = "{ projects(first: 2, at: {sequence: 1}) { totalCount nodes { name } } }";
        assertThat(json(cite(old, Map.of())).path("release").path("version").asString())
                .isEqualTo("2026.11.0");
        // A query that depends on more than the release that it names is of the latest one.
        String all = "{ release(at: {sequence: 1}) { version } releases { totalCount } }";
        JsonNode cited = json(cite(all, Map.of()));
        assertThat(cited.path("release").path("sequence").asInt()).isEqualTo(Bundled.NEWEST);
        assertThat(web.get("/q/" + cited.path("id").asString() + "/data").body())
                .contains("\"totalCount\":" + Bundled.NEWEST);
    }

    @Test
    void aLongAddressNeedsNothingStored() {
        String document = "{ deals(first: 2) { nodes { name } } }";
        String id = id(document, "null", "{}");
        assertThat(web.get("/q/" + id).statusCode()).isEqualTo(404);
        String address = "/q/" + id + "?query=%7B%20deals(first%3A%202)%20%7B%20nodes%20%7B%20name%20%7D%20%7D%20%7D"
                + "&release=" + Bundled.VERSION;
        JsonNode cited = json(web.get(address));
        assertThat(cited.path("id").asString()).isEqualTo(id);
        assertThat(cited.path("rows").asInt()).isEqualTo(2);
        assertThat(cited.path("expectedSha256").isNull()).isTrue();
        assertThat(cited.path("addresses").path("here").isNull()).isTrue();
        assertThat(cited.path("citation").path("text").asString())
                .contains(cited.path("addresses").path("anywhere").asString());
        assertThat(sha256(
                        web.get(cited.path("addresses").path("data").asString()).body()))
                .isEqualTo(cited.path("resultSha256").asString());
        // A request with this address stores nothing.
        assertThat(web.get("/q/" + id).statusCode()).isEqualTo(404);
        JsonNode kept = json(cite(document, Map.of()));
        assertThat(kept.path("addresses").path("anywhere"))
                .isEqualTo(cited.path("addresses").path("anywhere"));
        assertThat(kept.path("resultSha256")).isEqualTo(cited.path("resultSha256"));
    }

    @Test
    void variablesAndNamesAreInTheLongAddress() {
        String document =
                "query A($code: ID!) { release { version } country(id: $code) { name } } query B { release { root } }";
        String body = JSON.writeValueAsString(
                Map.of("query", document, "operationName", "A", "variables", Map.of("code", "country:\u00c5 & =+%")));
        JsonNode cited = json(web.send("POST", "/q", body, "Content-Type", "application/json"));
        JsonNode anywhere =
                json(web.get(cited.path("addresses").path("anywhere").asString()));
        assertThat(anywhere).isEqualTo(cited);
        assertThat(cited.path("operationName").asString()).isEqualTo("A");
    }

    @Test
    void anUnexpectedAnswerComesWithAWarning() {
        String document = "{ deals(first: 3) { nodes { name } } }";
        String wrong = "0".repeat(64);
        String address = "/q/%s?query=%s&release=%s&result=%s"
                .formatted(
                        id(document, "null", "{}"),
                        "%7B%20deals(first%3A%203)%20%7B%20nodes%20%7B%20name%20%7D%20%7D%20%7D",
                        Bundled.VERSION,
                        wrong);
        JsonNode cited = json(web.get(address));
        assertThat(cited.path("warnings").path(0).asString())
                .contains(wrong, cited.path("resultSha256").asString());
        assertThat(cited.path("citation").path("text").asString()).contains("WARNING");
        assertThat(web.get(address, "Accept", "text/html").body())
                .contains("<p role=\"alert\"><strong>Warning: the answer is not");
    }

    @Test
    void theRefusalOfAWrongIdNamesBothIds() {
        String id = id("{ release { root } }", "null", "{}");
        HttpResponse<String> refused = web.get(
                "/q/" + "f".repeat(64) + "?query=%7B%20release%20%7B%20root%20%7D%20%7D&release=" + Bundled.VERSION);
        assertProblem(refused, 400, "f".repeat(64));
        assertProblem(refused, 400, id);
        assertProblem(refused, 400, root());
    }

    @Test
    void anUnknownCitationIsNotFound() {
        assertProblem(web.get("/q/" + "0".repeat(64)), 404, "0".repeat(64));
        assertProblem(web.get("/q/..%2f..%2flode.json"), 404, "not kept here");
        assertProblem(web.get("/q/a%00b/data"), 404, "not kept here");
        String address = "/q/" + "0".repeat(64) + "?query=%7Brelease%7Broot%7D%7D&release=";
        assertProblem(web.get(address + "1999.1.0"), 404, "version 1999.1.0");
        assertProblem(web.get(address), 400, "both `query` and `release`");
        assertProblem(web.get("/q/" + "0".repeat(64) + "?release=2026.11.3"), 400, "both `query` and `release`");
        assertProblem(web.get("/q/" + "0".repeat(64) + "?query&release"), 400, "both `query` and `release`");
        assertProblem(web.get("/q/" + "0".repeat(64) + "?at=1"), 400, "parameter: at");
        assertProblem(web.get(address + "2026.11.3&release=2026.11.2"), 400, "release: 2 values");
        assertProblem(web.get(address + "2026.11.3&result=1"), 400, "result: 1");
    }

    @Test
    void whatCannotBeCitedIsRefused() {
        HttpResponse<String> wrong = cite("{ nope }", Map.of());
        assertProblem(wrong, 400, "nope");
        assertThat(json(wrong).path("code").asString()).isEqualTo("BAD_USER_INPUT");
        assertThat(json(wrong).path("errors").size()).isEqualTo(1);
        assertProblem(cite("subscription { releasePublished { version } }", Map.of()), 400, "a query");
        assertProblem(cite("{ projects(first: 501) { totalCount } }", Map.of()), 400, "501");
        assertProblem(cite("{ release(at: {version: \"1999.1.0\"}) { version } }", Map.of()), 404, "version 1999.1.0");
        assertProblem(
                web.send(
                        "POST",
                        "/q",
                        "{\"query\": \"{ release { version } }\", \"extensions\": {\"dryRun\": true}}",
                        "Content-Type",
                        "application/json"),
                400,
                "dryRun");
        assertProblem(
                cite("{ release { version } }", Map.of("n", Long.MAX_VALUE)), 400, "a number that a double holds");
        assertProblem(web.send("POST", "/q", "{", "Content-Type", "application/json"), 400, "body");
        assertProblem(web.send("POST", "/q", "{}", "Content-Type", "text/csv"), 415, "text/csv");
    }

    @Test
    void theFormIsTheOneThatTheClientAccepts() {
        JsonNode cited = json(cite(AUSTRALIA + "forms", CODE));
        String address = "/q/" + cited.path("id").asString();
        JsonNode forms = cited.path("citation");
        assertThat(web.get(address, "Accept", "text/plain").body())
                .isEqualTo(forms.path("text").asString() + "\n");
        HttpResponse<String> bibtex = web.get(address, "Accept", "application/x-bibtex");
        assertThat(bibtex.body()).isEqualTo(forms.path("bibtex").asString());
        assertThat(Http.header(bibtex, "Content-Type")).isEqualTo("application/x-bibtex;charset=UTF-8");
        HttpResponse<String> csl = web.get(address, "Accept", "application/vnd.citationstyles.csl+json");
        assertThat(json(csl)).isEqualTo(forms.path("csl"));
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assertThat(Http.header(web.get(address, "Accept", browser), "Content-Type"))
                .isEqualTo("text/html;charset=UTF-8");
        assertThat(Http.header(web.get(address, "Accept", "*/*"), "Content-Type"))
                .isEqualTo("application/json");
        assertProblem(web.get(address, "Accept", "image/png"), 406, "application/x-bibtex");
        assertThat(web.get(address).headers().allValues("Vary").toString()).contains("Accept");
    }

    @Test
    void everyFormNamesWhatItCites() {
        JsonNode cited = json(cite(AUSTRALIA + "words", CODE));
        JsonNode forms = cited.path("citation");
        String address = "/q/" + cited.path("id").asString();
        for (String said : List.of(
                forms.path("text").asString(),
                forms.path("bibtex").asString(),
                forms.path("csl").toString())) {
            assertThat(said)
                    .contains("The Lode contributors", "Lode: public agencies and critical minerals")
                    .contains(
                            Bundled.VERSION, root(), cited.path("resultSha256").asString(), "6 records")
                    .contains("http://localhost:", address, "CC-BY-4.0");
        }
        JsonNode csl = forms.path("csl");
        assertThat(csl.propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "type", "title", "author", "publisher", "version", "issued", "URL", "note");
        assertThat(csl.path("type").asString()).isEqualTo("dataset");
        assertThat(csl.path("author").path(0).propertyNames()).containsExactly("literal");
        assertThat(csl.path("issued").path("date-parts").path(0).valueStream().map(JsonNode::asInt))
                .hasSize(3)
                .first()
                .isEqualTo(2026);
        for (String text : List.of("id", "title", "publisher", "version", "URL", "note")) {
            assertThat(csl.path(text).isString()).as(text).isTrue();
        }
    }

    @Test
    void aPageEscapesItsValues() {
        String document = "{ release { version } } # <script>alert('x')</script> {{sources}} \" &amp;";
        JsonNode cited = json(cite(document, Map.of("<b>", "</pre><script>")));
        HttpResponse<String> page = web.get("/q/" + cited.path("id").asString(), "Accept", "text/html");
        assertThat(page.body())
                .doesNotContain("<script", "<b>")
                .contains("# &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; {{sources}} &quot; &amp;amp;")
                .contains("&lt;/pre&gt;&lt;script&gt;");
        assertThat(Http.header(page, "Content-Security-Policy"))
                .startsWith("default-src 'none'; ")
                .doesNotContain("unsafe");
        assertThat(page.headers().allValues("Content-Security-Policy")).hasSize(1);
        Matcher loaded = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"").matcher(page.body());
        assertThat(loaded.results().map(found -> found.group(1)))
                .hasSize(3)
                .allSatisfy(file -> assertThat(web.get(file).statusCode()).isEqualTo(200));
    }

    @Test
    void aClientThatHasItGetsNotModified() {
        JsonNode cited = json(cite(AUSTRALIA + "kept", CODE));
        for (String address : List.of(
                "/q/" + cited.path("id").asString(),
                cited.path("addresses").path("anywhere").asString(),
                cited.path("addresses").path("data").asString())) {
            HttpResponse<String> first = web.get(address);
            String tag = Http.header(first, "ETag");
            assertThat(Http.header(first, "Cache-Control")).isEqualTo("public, max-age=0, must-revalidate");
            assertThat(web.get(address, "If-None-Match", tag).statusCode()).isEqualTo(304);
            HttpResponse<String> head = web.send("HEAD", address, "");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(Http.header(head, "ETag")).isEqualTo(tag);
        }
        String address = "/q/" + cited.path("id").asString();
        assertThat(Http.header(web.get(address, "Accept", "text/plain"), "ETag"))
                .isNotEqualTo(Http.header(web.get(address), "ETag"));
    }

    @Test
    void otherMethodsAreNotAllowed() {
        assertProblem(web.get("/q"), 405, "POST, OPTIONS");
        HttpResponse<String> refused = web.send("DELETE", "/q/" + "0".repeat(64), "");
        assertProblem(refused, 405, "GET, HEAD, OPTIONS");
        assertThat(Http.header(refused, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(Http.header(web.get("/q/" + "0".repeat(64)), "Access-Control-Allow-Origin"))
                .isEqualTo("*");
    }

    private JsonNode data(String document, Map<String, ?> variables) {
        GraphQlTester.Request<?> request = graphQl.document(document);
        variables.forEach(request::variable);
        return GraphQl.data(request.execute());
    }

    private HttpResponse<String> cite(String document, Map<String, ?> variables) {
        String body = JSON.writeValueAsString(Map.of("query", document, "variables", variables));
        return web.send("POST", "/q", body, "Content-Type", "application/json");
    }

    /** Computes the id: SHA-256 of a JSON object with its names in order and without spaces. */
    private String id(String document, String operationName, String variables) {
        return sha256(
                "{\"document\":%s,\"operationName\":%s,\"release\":{\"root\":\"%s\",\"sequence\":%d,\"version\":\"%s\"},\"variables\":%s}"
                        .formatted(
                                JSON.writeValueAsString(document),
                                operationName,
                                root(),
                                Bundled.NEWEST,
                                Bundled.VERSION,
                                variables));
    }

    private String root() {
        return data("{ release { root } }", Map.of())
                .path("release")
                .path("root")
                .asString();
    }

    private static String sha256(String text) {
        return Sha256.hex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String said) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(Http.header(response, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(json(response).path("detail").asString()).contains(said);
    }
}
