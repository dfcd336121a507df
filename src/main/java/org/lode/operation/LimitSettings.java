package org.lode.operation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one operation may ask for; each limit is told in the error of the one that exceeds it.
 *
 * @param body bytes of a request
 * @param characters of a document
 * @param tokens of a document
 * @param depth of fields within fields, fragments expanded
 * @param nesting of braces, brackets and parentheses in a document, of objects and lists in variables
 * @param aliases in a document
 * @param duplicates fields that stand again in the same braces under the same name
 * @param breadth fields in one pair of braces
 * @param fields of a document, fragments expanded
 * @param objects within arguments and variables
 * @param values within arguments and variables
 * @param cost before it runs
 * @param time until it is answered
 */
@ConfigurationProperties("lode.limits")
public record LimitSettings(
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
