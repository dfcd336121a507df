package org.lode.schema;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.query.ReadAt;
import org.lode.query.ReadStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts what the dataset itemises of each programme claim. */
@Component
record CoverageStore(ReadStore store) {
    /**
     * Selects the figures. A claim over an interval covers rows that began within it; a claim for one date covers rows that had begun
     * by its end. Of offices, foreign branches count, one for each country, while open in the period.
     */
    private static final String FIGURES = """
            with claim as (
              select id, subject_id as agency, itemised_as as measure, value, period_first as first_day,
                     period_last as last_day, position('/' in period) > 0 as spans
              from observations
              where itemised_as is not null and from_seq <= {0} and to_seq > {0}
            ), item as (
              select c.id, p.id as what, 1::numeric as figure, p.start_date_first is not null as dated,
                     case when c.spans then p.start_date_first between c.first_day and c.last_day
                          else coalesce(p.start_date_first <= c.last_day, true) end as within
              from claim c join projects p on p.agency_id = c.agency and p.from_seq <= {0} and p.to_seq > {0}
              where c.measure = 'PROJECTS'
              union all
              select c.id, i.id, i.usd_amount, i.value_date_first is not null,
                     case when c.spans then i.value_date_first between c.first_day and c.last_day
                          else coalesce(i.value_date_first <= c.last_day, true) end
              from claim c join investments i on i.agency_id = c.agency and i.from_seq <= {0} and i.to_seq > {0}
              where c.measure = 'INVESTMENT_USD' and i.count_in_totals
              union all
              select c.id, f.country_id, 1, f.opened_first is not null,
                     coalesce(f.opened_first <= c.last_day, true) and coalesce(f.closed_last >= c.first_day, true)
              from claim c
              join offices f on f.agency_id = c.agency and f.from_seq <= {0} and f.to_seq > {0} and f.type = 'BRANCH'
              join organizations a on a.id = c.agency and a.from_seq <= {0} and a.to_seq > {0}
              where c.measure = 'OFFICE_COUNTRIES' and f.country_id is distinct from a.country_id
            )
            select c.id, c.measure, c.value,
                   case when c.measure = 'OFFICE_COUNTRIES' then count(distinct i.what) filter (where i.within)
                        else coalesce(sum(i.figure) filter (where i.within), 0) end,
                   case when c.measure = 'OFFICE_COUNTRIES' then count(distinct i.what)
                        else coalesce(sum(i.figure), 0) end,
                   count(i.figure) filter (where i.within),
                   count(*) filter (where not i.dated),
                   count(*) filter (where i.within and i.figure is null)
            from claim c left join item i on i.id = c.id
            group by c.id, c.measure, c.value order by c.id
            """;

    Mono<List<Coverage>> of(ReadAt at) {
        Query query = DSL.resultQuery(FIGURES, DSL.val(at.sequence()));
        return store.read(query, row -> coverage(row, at)).collectList();
    }

    private static Coverage coverage(Readable row, ReadAt at) {
        return new Coverage(
                Objects.requireNonNull(row.get(0, String.class)),
                at,
                Objects.requireNonNull(row.get(1, String.class)),
                row.get(2, BigDecimal.class),
                Objects.requireNonNull(row.get(3, BigDecimal.class)),
                Objects.requireNonNull(row.get(4, BigDecimal.class)),
                count(row, 5),
                count(row, 6),
                count(row, 7));
    }

    private static long count(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, Long.class));
    }

    /**
     * A claim of an agency about a programme, with the figures that the dataset itemises.
     *
     * @param claimId id of the claim
     * @param at the release
     * @param measure what is counted: a value of {@code itemised_as}
     * @param itemised from rows that fall into the claim's period
     * @param itemisedInAll from all rows, of any date
     * @param rows how many rows went into {@code itemised}
     * @param undated how many rows have no date
     * @param missing how many rows of the period have no figure
     */
    record Coverage(
            String claimId,
            ReadAt at,
            String measure,
            @Nullable BigDecimal claimed,
            BigDecimal itemised,
            BigDecimal itemisedInAll,
            long rows,
            long undated,
            long missing) {}
}
