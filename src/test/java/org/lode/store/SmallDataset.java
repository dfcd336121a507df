package org.lode.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lode.author.Draft;

/** A dataset of a few rows a table that is in order, made to be edited. */
public final class SmallDataset {
    private static final Map<String, String> TABLES = new LinkedHashMap<>();

    static {
        table("organizations", """
                id,name,other_names,type,country_id,parent_id,founded,website,notes,named_in_id,named_in_source_id
                org:jogmec,JOGMEC,,AGENCY,country:JP,,2004,,,,
                org:lynas,Lynas,Lynas Rare Earths|Lynas Corporation,COMPANY,country:AU,,,,,,
                """);
        table("organization_names", """
                organization_id,name,language,script,source_id
                """);
        table("offices", """
                id,agency_id,city,country_id,type,opened,closed,latitude,longitude,notes
                office:jogmec-sydney,org:jogmec,Sydney,country:AU,BRANCH,2004,2020-05,-33.9,151.2,
                """);
        table("countries", """
                id,code,iso3,kind,name,other_names,region,latitude,longitude
                country:AU,AU,AUS,COUNTRY,Australia,,Oceania,-25,134
                country:JP,JP,JPN,COUNTRY,Japan,,Asia,,
                """);
        table("minerals", """
                id,name,other_names,symbol,group,main_group,parent_id,atomic_number
                mineral:neodymium,Neodymium,,Nd,RARE_EARTH_LIGHT,,mineral:rare-earths,60
                mineral:rare-earths,Rare earths,,,AGGREGATE,,,
                """);
        table("mineral_lists", """
                mineral_id,list,name_in_list
                mineral:neodymium,JP_2020s,rare earths
                mineral:neodymium,US_2022,neodymium
                """);
        table("projects", """
                id,name,country_id,region,latitude,longitude,location_accuracy,stage,status,status_as_of,start_date,end_date,primary_mineral_id,agency_id,operator_id,summary,notes
                project:cooljarloo,Cooljarloo,country:AU,,,,COUNTRY,GRASSROOTS_EXPLORATION,WITHDRAWN,,2004,2006-02,,org:jogmec,,Mineral sands.,
                project:mount-weld,Mount Weld,country:AU,,-28.9,122.5,SITE,PRODUCTION,ACTIVE,,2011-03-30,,mineral:rare-earths,org:jogmec,org:lynas,Rare earth mine.,
                """);
        table("project_minerals", """
                project_id,mineral_id
                project:mount-weld,mineral:neodymium
                project:mount-weld,mineral:rare-earths
                """);
        table("project_participants", """
                project_id,organization_id,role,interest_pct,from_date,to_date,as_of
                project:mount-weld,org:lynas,OPERATOR,100,,,
                """);
        table("investments", """
                id,project_id,agency_id,investor_id,recipient_id,agency_share_pct,agency_amount,instrument,amount,currency,qualifier,stage,value_date,value_date_basis,usd_amount,agency_usd_amount,usd_rate_id,paid_amount,paid_as_of,missing_reason,announced,interest_pct,interest_qualifier,count_in_totals,count_note,terms,notes
                investment:lynas-loan,project:mount-weld,org:jogmec,org:jogmec,org:lynas,,,LOAN,225000000,USD,EXACT,COMMITTED,2011-03-30,ANNOUNCED,,,,,,,2011-03-30,,,true,,Loan.,
                investment:lynas-study,project:mount-weld,org:jogmec,org:jogmec,org:lynas,,,EXPLORATION_FUNDING,1000.50,AUD,ABOUT,UP_TO,2012,ANNOUNCED,1033,,fx:aud-2011,,,,2012,,,true,,Study.,
                """);
        table("investment_partners", """
                investment_id,organization_id
                investment:lynas-loan,org:lynas
                """);
        table("deals", """
                id,name,project_id,country_id,notes
                deal:lynas,Lynas,project:mount-weld,,
                """);
        table("deal_parties", """
                deal_id,organization_id,role
                deal:lynas,org:jogmec,lender
                """);
        table("deal_events", """
                deal_id,key,date,type,amount,currency,qualifier,amount_role,usd_amount,usd_rate_id,interest_pct,payer_id,description
                deal:lynas,2011-03-30-agreement-signed,2011-03-30,AGREEMENT_SIGNED,225000000,USD,EXACT,NEW_MONEY,,,,,Signed.
                """);
        table("deal_event_investments", """
                deal_id,event_key,investment_id
                deal:lynas,2011-03-30-agreement-signed,investment:lynas-loan
                """);
        table("indicators", """
                id,name,definition,measure,units,comparability
                indicator:mine-production,Mine production,Metal in ore.,QUANTITY,tonnes|kilograms,
                """);
        table("observations", """
                id,indicator,indicator_id,subject_id,partner_id,mineral_id,product,series,basis,period,value,value_low,value_high,unit,qualifier,edition,estimated,missing_reason,itemised_as,notes
                observation:production,mine-production,indicator:mine-production,country:AU,,mineral:neodymium,,series:neodymium,OFFICIAL_STATISTICS,2010/2011,,10,12,tonnes,ABOUT,,,,,
                """);
        table("fx_rates", """
                id,currency,year,usd_per_unit,printed
                fx:aud-2011,AUD,2011,1.0320,1.0320
                """);
        table("sources", """
                id,url,title,publisher,published,language,kind,tier,copies_party_document
                source:notice,https://example.org/notice,Notice,JOGMEC,2011-03-30,en,PRESS_RELEASE,PRIMARY,false
                """);
        table("citations", """
                id,subject_id,field,source_id,locator,asserted,stance,joint,verification,confidence
                citation:event,deal:lynas,events[2011-03-30-agreement-signed],source:notice,,225 million,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:loan,investment:lynas-loan,amount,source:notice,,225 million,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:place,project:mount-weld,location,source:notice,,about 29 S,CONTRADICTS,false,SOURCE_SEEN,MEDIUM
                citation:production,observation:production,value,source:notice,,10 to 12,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:rate,fx:aud-2011,usd_per_unit,source:notice,,1.0320,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:stake,project:mount-weld,participants,source:notice,,all of it,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:study,investment:lynas-study,,source:notice,,about a thousand,SUPPORTS,true,SOURCE_SEEN,HIGH
                citation:whole-australia,country:AU,,source:notice,,it exists,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:whole-japan,country:JP,,source:notice,,it exists,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:whole-jogmec,org:jogmec,,source:notice,,it exists,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:whole-lynas,org:lynas,,source:notice,,it exists,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:whole-neodymium,mineral:neodymium,,source:notice,,it exists,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:whole-office,office:jogmec-sydney,,source:notice,,it exists,SUPPORTS,false,SOURCE_SEEN,HIGH
                citation:whole-rare-earths,mineral:rare-earths,,source:notice,,it exists,SUPPORTS,false,SOURCE_SEEN,HIGH
                """);
        table("redirects", """
                id,new_id
                project:mt-weld,project:mount-weld
                """);
        table("reasons", """
                id,reason,note
                """);
    }

    private final Path folder;

    private SmallDataset(Path folder) {
        this.folder = folder;
    }

    private static void table(String name, String text) {
        TABLES.put(name + ".csv", text);
    }

    /** Writes the dataset into a folder. */
    public static SmallDataset in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.copy(Path.of("dataset", "datapackage.json"), folder.resolve("datapackage.json"));
        for (Map.Entry<String, String> table : TABLES.entrySet()) {
            Files.writeString(folder.resolve(table.getKey()), table.getValue());
        }
        return new SmallDataset(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Replaces a text, which the file must have. */
    public SmallDataset edit(String file, String from, String to) throws IOException {
        String before = Files.readString(folder.resolve(file));
        assertThat(before).as(file).contains(from);
        int at = before.indexOf(from);
        return write(file, before.substring(0, at) + to + before.substring(at + from.length()));
    }

    /** Takes the whole line out that holds a text. */
    public SmallDataset remove(String file, String part) throws IOException {
        StringBuilder kept = new StringBuilder();
        Files.readString(folder.resolve(file))
                .lines()
                .filter(line -> !line.contains(part))
                .forEach(line -> kept.append(line).append('\n'));
        return write(file, kept.toString());
    }

    public SmallDataset append(String file, String line) throws IOException {
        return write(file, Files.readString(folder.resolve(file)) + line + "\n");
    }

    private SmallDataset write(String file, String text) throws IOException {
        Files.write(folder.resolve(file), text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public Draft draft() {
        return Draft.read(folder);
    }
}
