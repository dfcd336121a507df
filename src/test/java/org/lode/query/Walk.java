package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

/** Reads a list page by page in every way that Relay knows, and compares each page with the whole list. */
final class Walk {
    private final HttpGraphQlTester graphQl;
    private final Question question;
    private final List<String> whole;
    private final String origin;

    /** @param whole the ids of the list in order */
    Walk(HttpGraphQlTester graphQl, Question question, List<String> whole, String origin) {
        this.graphQl = graphQl;
        this.question = question;
        this.whole = whole;
        this.origin = origin + " " + question.variables();
    }

    void forward(int size) {
        @Nullable String after = null;
        for (int from = 0; from == 0 || from < whole.size(); from += size) {
            Question page = question.with("first", size);
            Question.Answer answer = check(after == null ? page : page.with("after", after), from, from + size);
            after = answer.end();
        }
    }

    void backward(int size) {
        @Nullable String before = null;
        for (int to = whole.size(); to == whole.size() || to > 0; to -= size) {
            Question page = question.with("last", size);
            Question.Answer answer = check(before == null ? page : page.with("before", before), to - size, to);
            before = answer.start();
        }
    }

    /** Pages between two cursors, counted from either end, and pages of no rows. */
    void between(Random random) {
        List<String> cursors = check(question.with("first", 500), 0, 500).cursors();
        check(question, 0, 50);
        check(question.with("first", 0), 0, 0);
        check(question.with("last", 0), whole.size(), whole.size());
        if (cursors.size() > 1) {
            int from = random.nextInt(cursors.size() - 1);
            int to = from + 1 + random.nextInt(cursors.size() - 1 - from);
            int size = random.nextInt(5);
            Question within = question.with("after", cursors.get(from)).with("before", cursors.get(to));
            check(within.with("first", size), from + 1, Math.min(from + 1 + size, to));
            check(within.with("last", size), Math.max(from + 1, to - size), to);
        }
    }

    private Question.Answer check(Question page, int from, int to) {
        int start = Math.clamp(from, 0, whole.size());
        int end = Math.clamp(to, start, whole.size());
        Question.Answer answer = page.ask(graphQl);
        String as = "rows %d to %d of %d, %s, %s".formatted(start, end, whole.size(), page.variables(), origin);
        assertThat(answer.nodes()).as(as).isEqualTo(whole.subList(start, end));
        assertThat(answer.edges()).as(as).isEqualTo(answer.nodes());
        assertThat(answer.totalCount()).as(as).isEqualTo(whole.size());
        assertThat(answer.hasPrevious()).as("previous page, " + as).isEqualTo(start > 0);
        assertThat(answer.hasNext()).as("next page, " + as).isEqualTo(end < whole.size());
        List<String> cursors = answer.cursors();
        assertThat(answer.start()).as(as).isEqualTo(cursors.isEmpty() ? null : cursors.getFirst());
        assertThat(answer.end()).as(as).isEqualTo(cursors.isEmpty() ? null : cursors.getLast());
        assertThat(cursors).as(as).doesNotHaveDuplicates();
        return answer;
    }
}
