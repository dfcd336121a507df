package org.lode.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.store.SmallDataset;

/** Plants one error for every rule and reads just what is said of it: where, what stands there, what was expected. */
class DraftTests {
    private static final String FORM =
            "UTF-8 without a byte order mark, lines ended by a line feed alone, CSV as RFC 4180 has it";

    @TempDir
    private Path folder;

    @Test
    void theTablesOfThisRepositoryAreInOrder() {
        Draft draft = Draft.read(Path.of("dataset"));
        assertThat(draft.problems()).isEmpty();
        assertThat(Problem.lines(draft.warnings()))
                .as("a list that is short enough to read")
                .hasSizeLessThan(20);
    }

    @Test
    void theSmallDatasetIsInOrder() throws IOException {
        Draft draft = SmallDataset.in(folder).draft();
        assertThat(draft.problems()).isEmpty();
        assertThat(Problem.lines(draft.warnings()))
                .containsExactly("projects.csv:2:id: project:cooljarloo (expected: a citation of the record)");
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiterString = " § ", quoteCharacter = '`', textBlock = """
            # unknown ids
            organizations.csv § country:JP § country:XX § organizations.csv:2:country_id: org:jogmec: country:XX (expected: the id of a record in countries)
            offices.csv § sydney,org:jogmec § sydney,country:JP § offices.csv:2:agency_id: office:jogmec-sydney: country:JP (expected: the id of a record in organizations)
            project_minerals.csv § mineral:rare-earths § mineral:rare-earthz § project_minerals.csv:3:mineral_id: project:mount-weld: mineral:rare-earthz (expected: the id of a record in minerals)
            citations.csv § deal:lynas,events[2011-03-30-agreement-signed],source:notice § project:none,,source:notice § citations.csv:2:subject_id: citation:event: project:none (expected: the id of a record in any table);deal_events.csv:2:amount: deal:lynas: 225000000 (expected: a citation that supports it)
            observations.csv § country:AU § mineral:neodymium § observations.csv:2:subject_id: observation:production: mineral:neodymium (expected: the id of a record in organizations or countries or projects)
            # closed lists, patterns, required cells
            projects.csv § ,ACTIVE, § ,BUSY, § projects.csv:3:status: project:mount-weld: BUSY (expected: one of ACTIVE, COMPLETED, WITHDRAWN, TRANSFERRED, UNKNOWN)
            sources.csv § https://example.org/notice § example.org § sources.csv:2:url: source:notice: example.org (expected: text like ^https?://\\S+$)
            projects.csv § ,Mount Weld, § ,, § projects.csv:3:name: project:mount-weld: empty (expected: a value)
            # forms
            projects.csv § 2011-03-30 § 2011-02-30 § projects.csv:3:start_date: project:mount-weld: 2011-02-30 (expected: a date YYYY, YYYY-MM or YYYY-MM-DD, or an interval START/END of two dates)
            observations.csv § 2010/2011 § 2012/2011 § observations.csv:2:period: observation:production: 2012/2011 (expected: an interval that ends after it starts)
            minerals.csv § ,60 § ,60.0 § minerals.csv:2:atomic_number: mineral:neodymium: 60.0 (expected: a whole number, like 42)
            minerals.csv § ,60 § ,060 § minerals.csv:2:atomic_number: mineral:neodymium: 060 (expected: a whole number, like 42)
            offices.csv § -33.9 § -3.39e1 § offices.csv:2:latitude: office:jogmec-sydney: -3.39e1 (expected: a plain decimal, like 0.25)
            offices.csv § 151.2 § +151.2 § offices.csv:2:longitude: office:jogmec-sydney: +151.2 (expected: a plain decimal, like 0.25)
            offices.csv § -33.9 § -33.9000001 § offices.csv:2:latitude: office:jogmec-sydney: -33.9000001 (expected: at most 6 digits after the point)
            investments.csv § ,true,,Loan. § ,yes,,Loan. § investments.csv:2:count_in_totals: investment:lynas-loan: yes (expected: true or false)
            organizations.csv § Lynas Rare Earths|Lynas Corporation § Lynas Rare Earths||Lynas § organizations.csv:3:other_names: org:lynas: Lynas Rare Earths||Lynas (expected: different texts, with | between them and no spaces beside it)
            organizations.csv § Lynas Rare Earths|Lynas Corporation § Lynas|Lynas § organizations.csv:3:other_names: org:lynas: Lynas|Lynas (expected: different texts, with | between them and no spaces beside it)
            organizations.csv § Lynas Rare Earths|Lynas Corporation § Lynas Rare Earths | LRE § organizations.csv:3:other_names: org:lynas: Lynas Rare Earths | LRE (expected: different texts, with | between them and no spaces beside it)
            # bounds
            offices.csv § -33.9 § -90.1 § offices.csv:2:latitude: office:jogmec-sydney: -90.1 (expected: from -90 to 90)
            minerals.csv § ,60 § ,119 § minerals.csv:2:atomic_number: mineral:neodymium: 119 (expected: from 1 to 118)
            investments.csv § 225000000 § -1 § investments.csv:2:amount: investment:lynas-loan: -1 (expected: at least 0)
            # order of dates and values
            projects.csv § 2006-02 § 2003-12-31 § projects.csv:2:end_date: project:cooljarloo: 2003-12-31 (expected: not before start_date, 2004)
            offices.csv § 2020-05 § 2003 § offices.csv:2:closed: office:jogmec-sydney: 2003 (expected: not before opened, 2004)
            observations.csv § ,10,12, § ,12.5,12, § observations.csv:2:value_high: observation:production: 12 (expected: not below value_low, 12.5)
            # keys and ids
            countries.csv § country:AU,AU § place:AU,AU § countries.csv:2:id: place:AU (expected: an id that begins with country:)
            deals.csv § deal:lynas, § deal:Lynas!, § deals.csv:2:id: deal:Lynas! (expected: text like ^deal:[a-z0-9]+(-[a-z0-9]+)*$)
            mineral_lists.csv § US_2022,neodymium § JP_2020s,neodymium § mineral_lists.csv:3:list: mineral:neodymium: JP_2020s (expected: each key once; line 2 has the same)
            # order of rows
            countries.csv § country:AU,AU,AUS § country:ZA,ZA,ZAF § countries.csv:3:id: country:JP (expected: rows in the order of id; line 2 comes after)
            project_minerals.csv § mineral:neodymium § mineral:thorium § project_minerals.csv:3:project_id: project:mount-weld (expected: rows in the order of project_id, mineral_id; line 2 comes after)
            # money
            investments.csv § 225000000,USD § 225000000, § investments.csv:2:currency: investment:lynas-loan: empty (expected: the currency of the amount)
            investments.csv § COMMITTED,2011-03-30 § COMMITTED, § investments.csv:2:value_date: investment:lynas-loan: empty (expected: the date of the amount, or value_date_basis NOT_REPORTED)
            deal_events.csv § signed,2011-03-30 § signed, § deal_events.csv:2:date: deal:lynas: empty (expected: the date of the amount, or key undated-)
            investments.csv § 225000000 §  § investments.csv:2:missing_reason: investment:lynas-loan: empty (expected: a reason when, and only when, there is no amount)
            investments.csv § 1033 § 1032 § investments.csv:3:usd_amount: investment:lynas-study: 1032 (expected: 1033)
            investments.csv § 1033 § 5166 § investments.csv:3:usd_amount: investment:lynas-study: 5166 (expected: 1033; it is not even within 0.2 to 5 times the rate of the year)
            investments.csv § 1033 § 206 § investments.csv:3:usd_amount: investment:lynas-study: 206 (expected: 1033; it is not even within 0.2 to 5 times the rate of the year)
            investments.csv § UP_TO,2012 § UP_TO,2010 § investments.csv:3:usd_amount: investment:lynas-study: 1033 (expected: empty, as no rate applies);investments.csv:3:usd_rate_id: investment:lynas-study: fx:aud-2011 (expected: empty, as no rate applies)
            deal_events.csv § EXACT,NEW_MONEY,,, § EXACT,NEW_MONEY,225000000,fx:aud-2011, § deal_events.csv:2:usd_rate_id: deal:lynas: fx:aud-2011 (expected: empty, as no rate applies)
            investments.csv § USD,EXACT § USD, § investments.csv:2:qualifier: investment:lynas-loan: empty (expected: how the source qualifies the amount)
            investments.csv § ,true,,Loan. § ,false,,Loan. § investments.csv:2:count_note: investment:lynas-loan: empty (expected: why the amount is left out of totals)
            # places
            offices.csv § -33.9,151.2 § -33.9, § offices.csv:2:longitude: office:jogmec-sydney: empty (expected: a longitude, as there is a latitude)
            offices.csv § -33.9,151.2 § ,151.2 § offices.csv:2:latitude: office:jogmec-sydney: empty (expected: a latitude, as there is a longitude)
            projects.csv § -28.9,122.5,SITE § ,,SITE § projects.csv:3:location_accuracy: project:mount-weld: SITE (expected: REGION or COUNTRY, as there are no coordinates)
            projects.csv § 122.5,SITE § 122.5,COUNTRY § projects.csv:3:location_accuracy: project:mount-weld: COUNTRY (expected: SITE or REGION, as there are coordinates)
            # text
            organizations.csv § ,Lynas,Lynas Rare § ,Lynas ,Lynas Rare § organizations.csv:3:name: org:lynas: Lynas  (expected: no space at either end)
            # citations and figures
            citations.csv § ,225 million,SUPPORTS,false,SOURCE_SEEN,HIGH~citation:place § ,225 million,SUPPORTS,false,RECALLED,HIGH~citation:place § citations.csv:3:confidence: citation:loan: HIGH (expected: LOW, as it was recalled)
            citations.csv § SEEN,MEDIUM § SEEN,HIGH § citations.csv:4:confidence: citation:place: HIGH (expected: LOW, or MEDIUM of a primary source, as it contradicts)
            citations.csv § ,location, § ,whereabouts, § citations.csv:4:field: citation:place: whereabouts (expected: a field or part of Project, or empty for all of it)
            citations.csv § events[2011-03-30-agreement-signed] § events[2012] § citations.csv:2:field: citation:event: events[2012] (expected: a field or part of Deal, or empty for all of it);deal_events.csv:2:amount: deal:lynas: 225000000 (expected: a citation that supports it)
            citations.csv § ,225 million,SUPPORTS,false,SOURCE_SEEN,HIGH~citation:place § ,225 million,CONTRADICTS,false,SOURCE_SEEN,MEDIUM~citation:place § investments.csv:2:amount: investment:lynas-loan: 225000000 (expected: a citation that supports it)
            citations.csv § ,participants, § ,name, § project_participants.csv:2:interest_pct: project:mount-weld: 100 (expected: a citation that supports it)
            citations.csv § ,usd_per_unit, § ,currency, § fx_rates.csv:2:usd_per_unit: fx:aud-2011: 1.0320 (expected: a citation that supports it)
            # stages, roles and the agency's part
            investments.csv § COMMITTED,2011-03-30,ANNOUNCED,, § CONDITIONAL,2011-03-30,ANNOUNCED,, § investments.csv:2:count_in_totals: investment:lynas-loan: true (expected: false, as the stage is CONDITIONAL)
            investments.csv § COMMITTED,2011-03-30,ANNOUNCED,, § CANCELLED,2011-03-30,ANNOUNCED,, § investments.csv:2:count_in_totals: investment:lynas-loan: true (expected: false, as the stage is CANCELLED)
            investments.csv § UP_TO,2012,ANNOUNCED § INDICATED,2012,ANNOUNCED § investments.csv:3:count_in_totals: investment:lynas-study: true (expected: false, as the stage is INDICATED)
            investments.csv § COMMITTED,2011-03-30,ANNOUNCED,,,,, § COMMITTED,2011-03-30,ANNOUNCED,,,,,2012 § investments.csv:2:paid_as_of: investment:lynas-loan: 2012 (expected: a date when, and only when, there is a paid amount)
            investments.csv § COMMITTED,2011-03-30,ANNOUNCED,,,,, § COMMITTED,2011-03-30,ANNOUNCED,,,,5, § investments.csv:2:paid_as_of: investment:lynas-loan: empty (expected: a date when, and only when, there is a paid amount);investments.csv:2:paid_amount: investment:lynas-loan: 5 (expected: a citation that supports it)
            investments.csv § 2011-03-30,,,true § 2011-03-30,,ABOUT,true § investments.csv:2:interest_qualifier: investment:lynas-loan: ABOUT (expected: empty, as there is no interest)
            investments.csv § org:lynas,,,EXPLORATION § org:lynas,,1001,EXPLORATION § investments.csv:3:agency_amount: investment:lynas-study: 1001 (expected: at most the amount, 1000.50)
            investments.csv § ,ANNOUNCED,1033,, § ,ANNOUNCED,1033,1034, § investments.csv:3:agency_usd_amount: investment:lynas-study: 1034 (expected: 1033)
            investments.csv § ,EXPLORATION_FUNDING,1000.50,AUD,ABOUT,UP_TO,2012,ANNOUNCED,1033,, § 500.25,EXPLORATION_FUNDING,1000.50,AUD,ABOUT,UP_TO,2012,ANNOUNCED,1033,1033, § investments.csv:3:agency_usd_amount: investment:lynas-study: 1033 (expected: 516)
            deal_events.csv § EXACT,NEW_MONEY, § EXACT,, § deal_events.csv:2:amount_role: deal:lynas: empty (expected: a role when, and only when, there is an amount)
            deal_event_investments.csv § 2011-03-30-agreement-signed § 2012-signing § deal_event_investments.csv:2:event_key: deal:lynas: 2012-signing (expected: the key of a row of deal_events of deal:lynas)
            project_participants.csv § 100,,, § 100,2012,2011, § project_participants.csv:2:to_date: project:mount-weld: 2011 (expected: not before from_date, 2012)
            # primary minerals
            projects.csv § ,WITHDRAWN,,2004,2006-02,, § ,WITHDRAWN,,2004,2006-02,mineral:neodymium, § projects.csv:2:primary_mineral_id: project:cooljarloo: mineral:neodymium (expected: a mineral of the project, or a wider name of one)
            # series
            observations.csv § series:neodymium §  § observations.csv:2:series: observation:production: empty (expected: a value, which tells what may stand on one line)
            observations.csv § OFFICIAL_STATISTICS §  § observations.csv:2:basis: observation:production: empty (expected: a value, which tells what may stand on one line)
            observations.csv § ,indicator:mine-production, § ,, § observations.csv:2:indicator_id: observation:production: empty (expected: a value, which tells what may stand on one line)
            observations.csv § ,tonnes, § ,percent, § observations.csv:2:unit: observation:production: percent (expected: a unit of indicator:mine-production: tonnes|kilograms)
            observations.csv § ABOUT,,, § ABOUT,,,WITHHELD § observations.csv:2:missing_reason: observation:production: WITHHELD (expected: a reason when, and only when, there is no value)
            observations.csv § ,,10,12, § ,,,, § observations.csv:2:missing_reason: observation:production: empty (expected: a reason when, and only when, there is no value)
            # redirects
            redirects.csv § project:mount-weld § project:gone § redirects.csv:2:new_id: project:mt-weld: project:gone (expected: the id of a record in any table)
            redirects.csv § project:mt-weld § project:cooljarloo § redirects.csv:2:id: project:cooljarloo (expected: an id that no record has any more)
            redirects.csv § ,project:mount-weld § ,deal:lynas § redirects.csv:2:new_id: project:mt-weld: deal:lynas (expected: the id of a record of the same kind)
            redirects.csv § project:mt-weld § thing:mt-weld § redirects.csv:2:id: thing:mt-weld (expected: an id that begins with the word of a kind of record)
            # files
            deals.csv § id,name,project_id § id,title,project_id § deals.csv:1:header: id,title,project_id,country_id,notes (expected: id,name,project_id,country_id,notes)
            deal_parties.csv § ,lender § ,lender,x § deal_parties.csv:2:row: deal:lynas: 4 cells (expected: 3 cells)
            deal_parties.csv § ,lender § ,"lender § deal_parties.csv:2:row: a quotation mark without its partner (expected: UTF-8 without a byte order mark, lines ended by a line feed alone, CSV as RFC 4180 has it; a spreadsheet program saves files so)
            deal_parties.csv § ,lender~ § ,lender § deal_parties.csv:2:row: no line feed at the end (expected: UTF-8 without a byte order mark, lines ended by a line feed alone, CSV as RFC 4180 has it; lode format mends it)
            """)
    void tellsWhereItIsWhatStandsThereAndWhatWasExpected(String file, String from, String to, String expected)
            throws IOException {
        SmallDataset small = SmallDataset.in(folder).edit(file, lines(from), lines(to == null ? "" : to));
        List<String> said =
                small.draft().problems().stream().map(Problem::toString).toList();
        if (expected.contains("expected: rows in the order")
                || expected.contains("place:AU")
                || expected.contains("deal:Lynas!")
                || expected.contains("header")) {
            // What hangs on the changed id is then unknown as well.
            assertThat(said).contains(expected);
        } else {
            assertThat(said).containsExactlyInAnyOrder(lines(expected).split(";(?=[a-z_]+\\.csv:)"));
        }
    }

    private static String lines(String text) {
        return text.replace('~', '\n');
    }

    @Test
    void allProblemsAreReportedTogetherInTheOrderOfTheTables() throws IOException {
        SmallDataset.in(folder)
                .edit("sources.csv", ",en,", ",english,")
                .edit("projects.csv", ",ACTIVE,", ",BUSY,")
                .edit("projects.csv", "WITHDRAWN,,2004", "WITHDRAWN,,2004-1")
                .edit("organizations.csv", ",AGENCY,country:JP", ",,country:NO")
                .append("reasons.csv", "one,two,three,four");
        assertThat(Draft.read(folder).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "organizations.csv:2:country_id: org:jogmec: country:NO (expected: the id of a record in countries)",
                        "organizations.csv:2:type: org:jogmec: empty (expected: a value)",
                        "projects.csv:2:start_date: project:cooljarloo: 2004-1 (expected: a date YYYY, YYYY-MM or YYYY-MM-DD, or an interval START/END of two dates)",
                        "projects.csv:3:status: project:mount-weld: BUSY (expected: one of ACTIVE, COMPLETED, WITHDRAWN, TRANSFERRED, UNKNOWN)",
                        "sources.csv:2:language: source:notice: english (expected: text like ^[a-z]{2}$)",
                        "reasons.csv:2:row: one: 4 cells (expected: 3 cells)");
    }

    @Test
    void charactersThatNobodySeesAreToldByNumber() throws IOException {
        SmallDataset.in(folder)
                .edit("projects.csv", "Rare earth mine.", "Rare\0earth mine.")
                .edit("deals.csv", ",Lynas,", ",Ly\tnas,")
                .edit("sources.csv", ",Notice,", ",\u202ENotice,");
        assertThat(Draft.read(folder).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "projects.csv:3:summary: project:mount-weld: Rare\\u0000earth mine. (expected: text without control characters)",
                        "deals.csv:2:name: deal:lynas: Ly\\u0009nas (expected: text without control characters)",
                        "sources.csv:2:title: source:notice: \\u202ENotice (expected: text without control characters)");
    }

    @Test
    void aTableFromASpreadsheetIsOneLine() throws IOException {
        SmallDataset small = SmallDataset.in(folder);
        String table = Files.readString(folder.resolve("organizations.csv"));
        Files.writeString(
                folder.resolve("organizations.csv"),
                "\uFEFF"
                        + table.replace("Lynas Rare", "Lynäs Rare")
                                .replace(',', ';')
                                .replace("\n", "\r\n"));
        assertThat(small.draft().problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "organizations.csv:1:row: a byte order mark, carriage returns, semicolons between cells (expected: "
                                + FORM + "; a spreadsheet program saves files so)");
        Files.write(
                folder.resolve("organizations.csv"),
                table.replace("Lynas Rare", "Lynäs Rare").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(small.draft().problems())
                .extracting(Problem::toString)
                .containsExactly("organizations.csv:3:row: bytes that are no UTF-8 (expected: " + FORM
                        + "; a spreadsheet program saves files so)");
    }

    @Test
    void oneCauseIsOneLine() throws IOException {
        SmallDataset.in(folder).edit("organizations.csv", "org:jogmec,JOGMEC,,AGENCY", "org:jogmec,JOGMEC,AGENCY");
        assertThat(Draft.read(folder).problems())
                .extracting(Problem::toString)
                .containsExactly("organizations.csv:2:row: org:jogmec: 10 cells (expected: 11 cells)");
        SmallDataset.in(folder.resolve("unknown")).edit("organizations.csv", "org:jogmec,JOGMEC", "org:jogmek,JOGMEC");
        assertThat(Draft.read(folder.resolve("unknown")).problems())
                .extracting(Problem::toString)
                .contains(
                        "investments.csv:2:agency_id: investment:lynas-loan: org:jogmec (expected: the id of a record in organizations; 2 rows name it)");
        SmallDataset.in(folder.resolve("order"))
                .edit("deals.csv", "deal:lynas,", "deal:z,Z,,,\ndeal:y,Y,,,\ndeal:lynas,");
        assertThat(Draft.read(folder.resolve("order")).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "deals.csv:3:id: deal:y (expected: rows in the order of id; line 2 comes after; 2 rows are out of order, and lode format sorts)");
    }

    @Test
    void confidenceIsThatOfTheSource() throws IOException {
        SmallDataset.in(folder)
                .append(
                        "sources.csv",
                        "source:post,https://example.org/post,Post,,,en,BLOG_OR_FORUM,BLOG_OR_FORUM,false")
                .append("sources.csv", "source:press,https://example.org/press,Press,,,en,NEWS,MEDIA,false")
                .append("sources.csv", "source:repost,https://example.org/repost,Repost,,,en,NEWS,OFFICIAL,true")
                .append(
                        "citations.csv",
                        "citation:x1,org:lynas,name,source:post,,Lynas,SUPPORTS,false,SOURCE_SEEN,MEDIUM")
                .append(
                        "citations.csv",
                        "citation:x2,org:lynas,name,source:press,,Lynas,SUPPORTS,false,SOURCE_SEEN,HIGH")
                .append(
                        "citations.csv",
                        "citation:x3,org:lynas,name,source:repost,,Lynas,SUPPORTS,false,SOURCE_SEEN,HIGH");
        assertThat(Draft.read(folder).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "citations.csv:16:confidence: citation:x1: MEDIUM (expected: LOW, as the source is a blog or forum)",
                        "citations.csv:17:confidence: citation:x2: HIGH (expected: MEDIUM or LOW, as the source is neither PRIMARY nor OFFICIAL)",
                        "citations.csv:18:confidence: citation:x3: HIGH (expected: MEDIUM or LOW, as the source is a copy)");
    }

    @Test
    void backgroundKnowledgeIsRecalled() throws IOException {
        SmallDataset.in(folder)
                .edit(
                        "sources.csv",
                        "source:notice,",
                        "source:background-knowledge,,Known,,,en,WEBPAGE,OFFICIAL,false\nsource:notice,")
                .append(
                        "citations.csv",
                        "citation:x,org:lynas,name,source:background-knowledge,,Lynas,SUPPORTS,false,SOURCE_SEEN,LOW");
        assertThat(Draft.read(folder).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "citations.csv:16:verification: citation:x: SOURCE_SEEN (expected: RECALLED, as the source is no document)");
    }

    @Test
    void aSeriesHasOneValueAPeriod() throws IOException {
        SmallDataset.in(folder)
                .append(
                        "observations.csv",
                        "observation:second,mine-production,indicator:mine-production,country:AU,,mineral:neodymium,,series:neodymium,OFFICIAL_STATISTICS,2010/2011,,11,12,tonnes,ABOUT,,,,,")
                .append(
                        "citations.csv",
                        "citation:x,observation:second,,source:notice,,11,SUPPORTS,false,SOURCE_SEEN,HIGH");
        assertThat(Draft.read(folder).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "observations.csv:3:period: observation:second: 2010/2011 (expected: one value a series and period; observation:production is the same)");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " § ", textBlock = """
            indicator_id § indicator:other,country:AU,,mineral:neodymium,,series:neodymium,OFFICIAL_STATISTICS,2012,5,,,tonnes § indicator:other (expected: one indicator_id a series; observation:production has indicator:mine-production)
            subject_id § indicator:mine-production,country:JP,,mineral:neodymium,,series:neodymium,OFFICIAL_STATISTICS,2012,5,,,tonnes § country:JP (expected: one subject_id a series; observation:production has country:AU)
            partner_id § indicator:mine-production,country:AU,country:JP,mineral:neodymium,,series:neodymium,OFFICIAL_STATISTICS,2012,5,,,tonnes § country:JP (expected: one partner_id a series; observation:production has none)
            mineral_id § indicator:mine-production,country:AU,,mineral:rare-earths,,series:neodymium,OFFICIAL_STATISTICS,2012,5,,,tonnes § mineral:rare-earths (expected: one mineral_id a series; observation:production has mineral:neodymium)
            product § indicator:mine-production,country:AU,,mineral:neodymium,oxide,series:neodymium,OFFICIAL_STATISTICS,2012,5,,,tonnes § oxide (expected: one product a series; observation:production has none)
            unit § indicator:mine-production,country:AU,,mineral:neodymium,,series:neodymium,OFFICIAL_STATISTICS,2012,5,,,kilograms § kilograms (expected: one unit a series; observation:production has tonnes)
            basis § indicator:mine-production,country:AU,,mineral:neodymium,,series:neodymium,PRESS,2012,5,,,tonnes § PRESS (expected: one basis a series; observation:production has OFFICIAL_STATISTICS)
            """)
    void aSeriesNeverMixes(String column, String cells, String expected) throws IOException {
        SmallDataset small = SmallDataset.in(folder)
                .append("indicators.csv", "indicator:other,Other,Another metal.,QUANTITY,tonnes,")
                .append("observations.csv", "observation:second,mine-production," + cells + ",EXACT,,,,,")
                .append(
                        "citations.csv",
                        "citation:x,observation:second,,source:notice,,5,SUPPORTS,false,SOURCE_SEEN,HIGH");
        assertThat(small.draft().problems())
                .extracting(Problem::toString)
                .containsExactly("observations.csv:3:%s: observation:second: %s".formatted(column, expected));
    }

    @Test
    void linesWithinACellAreCounted() throws IOException {
        SmallDataset.in(folder)
                .edit("projects.csv", "Mineral sands.", "\"Mineral\nsands.\"")
                .edit("projects.csv", ",ACTIVE,", ",BUSY,");
        assertThat(Draft.read(folder).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.line()).isEqualTo(4));
    }

    @Test
    void textThatIsNotInNfcIsRefused() throws IOException {
        SmallDataset.in(folder).edit("organizations.csv", "Lynas Rare Earths", "Lyna\u0301s");
        assertThat(Draft.read(folder).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "organizations.csv:3:other_names: org:lynas: Lyna\u0301s|Lynas Corporation (expected: text in Unicode NFC)");
    }

    @Test
    void otherLineEndsAndOtherEncodingsAreRefused() throws IOException {
        SmallDataset.in(folder).edit("redirects.csv", "new_id\n", "new_id\r\n");
        Files.write(folder.resolve("reasons.csv"), new byte[] {'i', 'd', (byte) 0xE9, '\n'});
        Files.delete(folder.resolve("deal_parties.csv"));
        assertThat(Draft.read(folder).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "deal_parties.csv:1:header: no such file (expected: a table with the columns deal_id,organization_id,role)",
                        "redirects.csv:1:row: carriage returns (expected: " + FORM + "; lode format mends it)",
                        "reasons.csv:1:row: bytes that are no UTF-8 (expected: " + FORM
                                + "; a spreadsheet program saves files so)");
    }
}
