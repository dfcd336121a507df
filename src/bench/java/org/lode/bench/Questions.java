package org.lode.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The twelve questions, with variables that follow from the data and the seed. */
final class Questions {
    private static final int IDS = 200;
    private static final int COUNTRIES = 40;

    private Questions() {}

    static List<Question> of(Postgres postgres, Synthetic data) throws SQLException {
        String live = "from projects where to_seq = 2147483647";
        List<String> ids = postgres.texts(
                "select id %s order by hashtextextended(id, %d) limit %d".formatted(live, data.seed(), IDS));
        List<String> countries = postgres.texts(
                "select country_id %s group by 1 order by count(*) desc, 1 limit %d".formatted(live, COUNTRIES));
        List<String> statuses = postgres.texts("select distinct status %s order by 1".formatted(live));
        List<String> words = postgres.texts("select unnest(words) from bench.choices order by 1");
        List<Map<String, Object>> none = List.of(Map.of());
        return List.of(
                new Question("by-id", each("id", ids)),
                new Question("fifty", none),
                new Question("nested", none),
                new Question("country", each("country", countries)),
                new Question("sorted", each("status", statuses)),
                new Question("levels", each("id", ids)),
                new Question("some-none", each("country", countries)),
                new Question("deep-page", none),
                new Question("groups", none),
                new Question("search", each("text", pairs(words))),
                new Question("diff", List.of(Map.of("from", data.releases() - 1, "to", data.releases()))),
                new Question("oldest", none));
    }

    private static List<Map<String, Object>> each(String name, List<String> values) {
        return values.stream().map(value -> Map.<String, Object>of(name, value)).toList();
    }

    private static List<String> pairs(List<String> words) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            pairs.add(words.get(i) + " " + words.get((i + 7) % words.size()));
        }
        return pairs;
    }
}
