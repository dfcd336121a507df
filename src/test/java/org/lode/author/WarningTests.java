package org.lode.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.store.SmallDataset;

/** Plants one doubt for every rule that warns, and reads just what is said of it. */
class WarningTests {
    private static final String USUAL = "projects.csv:2:id: project:cooljarloo (expected: a citation of the record)";

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiterString = " § ", quoteCharacter = '`', textBlock = """
            # places
            offices.csv § -33.9 § 33.9 § offices.csv:2:latitude: office:jogmec-sydney: 33.9, 151.2 in country:AU (expected: a place within its country, or off its coast)
            projects.csv § 122.5 § -122.5 § projects.csv:3:latitude: project:mount-weld: -28.9, -122.5 in country:AU (expected: a place within its country, or off its coast)
            # dates
            projects.csv § 2006-02 § 2999 § projects.csv:2:end_date: project:cooljarloo: 2999 (expected: a date that has come, but for plans and targets)
            projects.csv § ACTIVE,,2011-03-30, § ACTIVE,,2011-03-30,2020 § projects.csv:3:end_date: project:mount-weld: 2020 (expected: none while the status is ACTIVE or UNKNOWN)
            deal_events.csv § signed,2011-03-30 § signed,2012-03-30 § deal_events.csv:2:key: deal:lynas: 2011-03-30-agreement-signed on 2012-03-30 (expected: the date of the event, unless a first date was wrong)
            deal_events.csv § 2011-03-30-agreement-signed,2011 § signing,2011 § deal_events.csv:2:key: deal:lynas: signing (expected: the date of the event, or undated-, and its type)
            projects.csv § ACTIVE,,2011-03-30, § ACTIVE,,2013, § investments.csv:2:announced: investment:lynas-loan: 2011-03-30 (start_date 2013) (expected: not before its project begins);investments.csv:3:announced: investment:lynas-study: 2012 (start_date 2013) (expected: not before its project begins);deal_events.csv:2:date: deal:lynas: 2011-03-30 (start_date 2013) (expected: not before its project begins)
            projects.csv § ACTIVE,,2011-03-30, § WITHDRAWN,,2011-03-30,2011-12 § investments.csv:3:announced: investment:lynas-study: 2012 (end_date 2011-12) (expected: not after its project ends)
            projects.csv § ACTIVE,,2011-03-30,,mineral:rare-earths,org:jogmec § ACTIVE,,2013,,mineral:rare-earths,org:lynas § deal_events.csv:2:date: deal:lynas: 2011-03-30 (start_date 2013) (expected: not before its project begins)
            investments.csv § 2011-03-30,ANNOUNCED § 2011-04,ANNOUNCED § investments.csv:2:value_date: investment:lynas-loan: 2011-04 (ANNOUNCED) (expected: 2011-03-30, by its basis)
            investments.csv § 2012,ANNOUNCED § 2012,PROJECT_START § investments.csv:3:value_date: investment:lynas-study: 2012 (PROJECT_START) (expected: 2011, by its basis)
            # stakes
            project_participants.csv § org:lynas, § org:jogmec,PARTNER,5,,,~project:mount-weld,org:lynas, § project_participants.csv:2:interest_pct: project:mount-weld: 105 in all (expected: stakes of one time: at most 100 in all)
            project_participants.csv § org:lynas, § org:jogmec,OPERATOR,,,,~project:mount-weld,org:lynas, § project_participants.csv:3:role: project:mount-weld: org:jogmec, org:lynas (expected: one operator at a time)
            projects.csv § org:jogmec,org:lynas § org:jogmec,org:jogmec § projects.csv:3:operator_id: project:mount-weld: org:jogmec (expected: the participant with the role OPERATOR)
            # money
            investments.csv § 1000.50,AUD § 1000.50,INR § investments.csv:3:currency: investment:lynas-study: INR (expected: a currency that fx_rates has, as others give no US dollars)
            # sources and citations
            sources.csv § https://example.org/notice §  § sources.csv:2:url: source:notice: empty (expected: the address of the document, if it has one)
            sources.csv § source:notice § source:copy,http://www.example.org/notice/,Notice,,,en,REPORT,COPY,true~source:notice § sources.csv:2:id: source:copy (expected: a citation that names the source);sources.csv:3:url: source:notice: also of source:copy (expected: one source an address)
            citations.csv § citation:rate, § citation:production-2,observation:production,value,source:notice,,10 or 12,SUPPORTS,false,SOURCE_SEEN,HIGH~citation:rate, § citations.csv:6:source_id: citation:production-2: also in citation:production (expected: one citation of a source for one field)
            citations.csv § office:jogmec-sydney, § org:lynas,name § offices.csv:2:id: office:jogmec-sydney (expected: a citation of the record)
            """)
    void warnsOfWhatMayBeRight(String file, String from, String to, String expected) throws IOException {
        Draft draft = SmallDataset.in(folder)
                .edit(file, lines(from), lines(to == null ? "" : to))
                .draft();
        List<String> all = new ArrayList<>(List.of(expected.split(";(?=[a-z_]+\\.csv:)")));
        all.add(USUAL);
        assertThat(draft.warnings()).extracting(Problem::toString).containsExactlyInAnyOrderElementsOf(all);
    }

    private static String lines(String text) {
        return text.replace('~', '\n');
    }

    @Test
    void countriesComeToNoMoreThanTheWorld() throws IOException {
        String cells =
                "mine-production,indicator:mine-production,%s,,mineral:neodymium,,series:%s,OFFICIAL_STATISTICS,%s,%s,,,tonnes,EXACT,,,,,";
        SmallDataset small = SmallDataset.in(folder)
                .edit("countries.csv", "country:AU", "country:001,001,,AGGREGATE,World,,,,\ncountry:AU")
                .append("observations.csv", "observation:r1," + cells.formatted("country:001", "world", "2009", "100"))
                .append("observations.csv", "observation:r2," + cells.formatted("country:001", "world", "2010", "100"))
                .append(
                        "observations.csv",
                        "observation:r3," + cells.formatted("country:AU", "australia", "2009", "60"))
                .append(
                        "observations.csv",
                        "observation:r4," + cells.formatted("country:AU", "australia", "2010", "60"))
                .append("observations.csv", "observation:r5," + cells.formatted("country:JP", "japan", "2009", "43"))
                .append("observations.csv", "observation:r6," + cells.formatted("country:JP", "japan", "2010", "43.5"));
        assertThat(small.draft().warnings())
                .extracting(Problem::toString)
                .contains(
                        "observations.csv:4:value: observation:r2: 2010 (103.5 of 100) (expected: no less than its countries together, but for 3 % of rounding)")
                .noneMatch(warning -> warning.contains("2009 ("));
    }

    @Test
    void aTargetLiesInTheFuture() throws IOException {
        SmallDataset small = SmallDataset.in(folder)
                .append(
                        "observations.csv",
                        "observation:t,demand-target-share,,country:AU,,,,,,2999,50,,,percent,EXACT,,,,,")
                .append("observations.csv", "observation:u,consumption,,country:AU,,,,,,2999,50,,,tonnes,EXACT,,,,,");
        assertThat(small.draft().warnings())
                .extracting(Problem::toString)
                .contains(
                        "observations.csv:4:period: observation:u: 2999 (expected: a date that has come, but for plans and targets)")
                .noneMatch(warning -> warning.contains("observation:t: 2999"));
    }

    @Test
    void aContradictionOfThePressIsWeak() throws IOException {
        SmallDataset small = SmallDataset.in(folder)
                .append("sources.csv", "source:press,https://example.org/press,Press,,,en,NEWS,MEDIA,false")
                .append(
                        "citations.csv",
                        "citation:x,org:lynas,name,source:press,,Linas,CONTRADICTS,false,SOURCE_SEEN,MEDIUM");
        assertThat(small.draft().problems()).isEmpty();
        assertThat(small.draft().warnings())
                .extracting(Problem::toString)
                .containsExactly(
                        USUAL,
                        "citations.csv:16:confidence: citation:x: MEDIUM (expected: LOW, as a source that is neither close nor a copy contradicts)");
    }

    @Test
    void manyOfOneCauseAreOneLine() throws IOException {
        SmallDataset small = SmallDataset.in(folder);
        for (String name : List.of("a", "b", "c", "d")) {
            small.append(
                    "sources.csv", "source:z%s,https://example.org/%s,Z,,,en,NEWS,MEDIA,false".formatted(name, name));
        }
        assertThat(Problem.lines(small.draft().warnings()))
                .containsExactly(
                        USUAL,
                        "sources.csv:id: 4 rows: source:za; source:zb; source:zc; source:zd (expected: a citation that names the source)");
    }

    @Test
    void bordersKnowTheDateLineAndTheSea() {
        Borders borders = Borders.kept();
        assertThat(borders.canHold("RU", 66, 178))
                .as("Chukotka, west of the line")
                .isTrue();
        assertThat(borders.canHold("RU", 66, -172)).as("Chukotka, east of it").isTrue();
        assertThat(borders.canHold("FJ", -17, -179))
                .as("Fiji, east of the line")
                .isTrue();
        assertThat(borders.canHold("JP", 23, 153.3))
                .as("south of Minamitorishima")
                .isTrue();
        assertThat(borders.canHold("JP", 36, -140)).as("a sign that is wrong").isFalse();
        assertThat(borders.canHold("CL", -68, -22)).as("latitude for longitude").isFalse();
        assertThat(borders.canHold("NA", -33.9, 18.4))
                .as("the country next door")
                .isFalse();
        assertThat(borders.canHold("GP", 16, -61))
                .as("a territory without a box")
                .isTrue();
        assertThat(borders.canHold("AQ", -80, -170)).as("around the pole").isTrue();
    }
}
