package org.lode.support;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.graphql.execution.GraphQlSource.SchemaResourceBuilder;
import org.springframework.graphql.execution.SchemaReport;

/** Keeps what the inspection of the schema found at the start. */
public final class InspectionReport implements GraphQlSourceBuilderCustomizer {
    private volatile @Nullable SchemaReport report;

    @Override
    public void customize(SchemaResourceBuilder builder) {
        builder.inspectSchemaMappings(found -> report = found);
    }

    public SchemaReport report() {
        return Objects.requireNonNull(report);
    }
}
