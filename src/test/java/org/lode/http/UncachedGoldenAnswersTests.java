package org.lode.http;

import org.junit.jupiter.api.Tag;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.test.context.TestPropertySource;

/** The same answers without a cache of answers, pages and rows: each operation reads the columns that it selects. */
@LodeTest
@Tag("thorough")
@TestPropertySource(properties = {"lode.cache.responses=false", "lode.cache.page-size=0", "lode.cache.row-size=0"})
class UncachedGoldenAnswersTests extends GoldenAnswersTests {
    UncachedGoldenAnswersTests(Http http, GraphQlSource source) {
        super(http, source);
    }
}
