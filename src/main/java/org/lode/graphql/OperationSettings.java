package org.lode.graphql;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** What an operator sets of operations and their answers. */
public final class OperationSettings {
    private OperationSettings() {}

    /**
     * Limits of one operation. The error of an operation that exceeds a limit names it.
     *
     * @param body bytes of a request
     * @param characters characters of a document
     * @param tokens tokens of a document
     * @param depth fields within fields, fragments expanded
     * @param nesting braces and brackets within each other, in documents and variables
     * @param aliases aliases in a document
     * @param duplicates fields that stand twice in the same braces under the same name
     * @param breadth fields in one pair of braces
     * @param fields fields of a document, fragments expanded
     * @param objects objects within variables, or within the arguments of a field
     * @param values values within variables, or within the arguments of a field
     * @param cost cost of an operation, before it runs
     * @param time time until an operation is answered
     */
    @ConfigurationProperties("lode.limits")
    public record Limits(
            @DefaultValue("1MB") DataSize body,
            @DefaultValue("100000") int characters,
            @DefaultValue("10000") int tokens,
            @DefaultValue("20") int depth,
            @DefaultValue("40") int nesting,
            @DefaultValue("500") int aliases,
            @DefaultValue("100") int duplicates,
            @DefaultValue("200") int breadth,
            @DefaultValue("2000") int fields,
            @DefaultValue("500") int objects,
            @DefaultValue("5000") int values,
            @DefaultValue("500000") long cost,
            @DefaultValue("10s") Duration time) {}

    /**
     * Maximum sizes of the caches in memory.
     *
     * @param rowSize size of the rows that are kept, encoded, for answers that are not kept; with 0, the selected columns are read each time
     * @param pageSize size of the pages of lists that are kept, as the ids of their rows; pages of changes may take as much again
     * @param responses keep answers
     * @param responseSize size of the answers that are kept
     * @param documentSize size of the documents that are kept parsed, or as refused
     * @param persistedSize size of the documents that are known by their hash
     */
    @ConfigurationProperties("lode.cache")
    public record Cache(
            @DefaultValue("128MB") DataSize rowSize,
            @DefaultValue("16MB") DataSize pageSize,
            @DefaultValue("true") boolean responses,
            @DefaultValue("64MB") DataSize responseSize,
            @DefaultValue("32MB") DataSize documentSize,
            @DefaultValue("4MB") DataSize persistedSize) {}
}
