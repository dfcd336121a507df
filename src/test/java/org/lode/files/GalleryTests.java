package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** DuckDB and SQLite find the figures behind all pictures of the gallery, which were made from exports, in files of their release. */
@LodeTest
class GalleryTests {
    private static final Path GALLERY = Path.of("docs", "gallery");
    private static final Pattern QUESTION = Pattern.compile("-- ([a-z]+[.][a-z]+)\n([^;]+);");

    private final Http http;
    private final JsonNode figures;

    GalleryTests(Http http) throws IOException {
        this.http = http;
        this.figures = JsonMapper.shared().readTree(Files.readString(GALLERY.resolve("data.json")));
    }

    @Test
    void theArchiveAnswersTheQuestionsOfTheGallery() throws SQLException, IOException {
        try (ArchiveInDuckDb archive = new ArchiveInDuckDb(http, version())) {
            assertAnswers(archive.duck());
        }
    }

    @Test
    void theDatabaseFileAnswersTheQuestionsOfTheGallery() throws SQLException, IOException {
        try (DownloadedSqlite file = DownloadedSqlite.of(http, version())) {
            assertAnswers(file.sqlite());
        }
    }

    private String version() {
        return figures.path("release").path("version").asString();
    }

    private void assertAnswers(Connection database) throws SQLException, IOException {
        Matcher question = QUESTION.matcher(Files.readString(GALLERY.resolve("questions.sql")));
        Set<String> pictures = new TreeSet<>();
        while (question.find()) {
            String name = question.group(1);
            Answer answer = Answer.of(database, question.group(2));
            assertThat(answer.rows().stream()
                            .map(row -> row.stream().map(GalleryTests::plain).toList()))
                    .as(name)
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(
                            shown(figures.at("/" + name.replace('.', '/')), answer.columns()));
            pictures.add(name.substring(0, name.indexOf('.')));
        }
        assertThat(pictures).containsExactly("concentration", "investment", "lynas", "projects", "reliance", "world");
    }

    /** Figures as rows: of objects by the names of columns, of lists by place; of what is named, the names first. */
    private static List<List<String>> shown(JsonNode figures, List<String> columns) {
        List<List<String>> rows = new ArrayList<>();
        figures.values().forEach(row -> {
            if (figures.isArray()) {
                rows.add(columns.stream()
                        .map(name -> plain(row.isArray() ? row.path(columns.indexOf(name)) : row.path(name)))
                        .toList());
            }
        });
        figures.properties().forEach(named -> {
            if (named.getValue().isObject()) {
                named.getValue().properties().stream()
                        .filter(inner -> inner.getValue().asInt() != 0)
                        .forEach(inner -> rows.add(List.of(named.getKey(), inner.getKey(), plain(inner.getValue()))));
            } else {
                rows.add(List.of(named.getKey(), plain(named.getValue())));
            }
        });
        return rows;
    }

    private static String plain(JsonNode value) {
        assertThat(value.isMissingNode()).isFalse();
        return plain(value.isNull() ? null : value.asString());
    }

    /** Numbers without the noughts that types add, those of SQLite for what is true or not, and nothing as an empty text. */
    private static String plain(@Nullable String text) {
        String known =
                Objects.requireNonNullElse(text, "").replaceFirst("^true$", "1").replaceFirst("^false$", "0");
        return known.matches("-?[0-9]+([.][0-9]+)?(E-?[0-9]+)?")
                ? new BigDecimal(known).stripTrailingZeros().toPlainString()
                : known;
    }
}
