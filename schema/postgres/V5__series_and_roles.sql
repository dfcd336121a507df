-- What release 2026.12.1 adds to the tables. Old rows have no value in a new column.

alter table countries
    add column other_names text[];

alter table minerals
    add column other_names text[],
    add column main_group text collate "C";

alter table projects
    add column status_as_of text collate "C",
    add column status_as_of_first date,
    add column status_as_of_last date,
    add column primary_mineral_id text collate "C";

alter table project_participants
    add column from_date text collate "C",
    add column from_date_first date,
    add column from_date_last date,
    add column to_date text collate "C",
    add column to_date_first date,
    add column to_date_last date,
    add column as_of text collate "C",
    add column as_of_first date,
    add column as_of_last date;

alter table investments
    add column agency_amount numeric,
    add column agency_usd_amount numeric,
    add column paid_amount numeric,
    add column paid_as_of text collate "C",
    add column paid_as_of_first date,
    add column paid_as_of_last date,
    add column interest_qualifier text collate "C";

alter table deal_events
    add column amount_role text collate "C",
    add column interest_pct numeric,
    add column payer_id text collate "C";

alter table observations
    add column indicator_id text collate "C",
    add column series text collate "C",
    add column basis text collate "C",
    add column edition integer,
    add column estimated boolean,
    add column missing_reason text collate "C";

-- Names of organizations in other scripts: rows of organizations
create table organization_names (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    organization_id text collate "C" not null,
    name text collate "C" not null,
    language text collate "C" not null,
    script text collate "C" not null,
    source_id text collate "C" not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index organization_names_live on organization_names (id) where to_seq = 2147483647;
create index organization_names_organization_id_live on organization_names (organization_id, id) where to_seq = 2147483647;
create index organization_names_organization_id_any on organization_names (organization_id, id, from_seq, to_seq);
create index organization_names_source_id_live on organization_names (source_id, id) where to_seq = 2147483647;
create index organization_names_source_id_any on organization_names (source_id, id, from_seq, to_seq);

-- Investments of events: rows of deals
create table deal_event_investments (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    deal_id text collate "C" not null,
    event_key text collate "C" not null,
    investment_id text collate "C" not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index deal_event_investments_live on deal_event_investments (id) where to_seq = 2147483647;
create index deal_event_investments_deal_id_live on deal_event_investments (deal_id, id) where to_seq = 2147483647;
create index deal_event_investments_deal_id_any on deal_event_investments (deal_id, id, from_seq, to_seq);
create index deal_event_investments_event_live on deal_event_investments ((deal_id || '/' || event_key), id) where to_seq = 2147483647;
create index deal_event_investments_event_any on deal_event_investments ((deal_id || '/' || event_key), id, from_seq, to_seq);
create index deal_event_investments_investment_id_live on deal_event_investments (investment_id, id) where to_seq = 2147483647;
create index deal_event_investments_investment_id_any on deal_event_investments (investment_id, id, from_seq, to_seq);

-- Indicators
create table indicators (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    name text collate "C" not null,
    definition text collate "C" not null,
    measure text collate "C" not null,
    units text[],
    comparability text collate "C",
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index indicators_live on indicators (id) where to_seq = 2147483647;
create index indicators_bucket on indicators (bucket, id) where to_seq = 2147483647;

create index projects_primary_mineral_id_live on projects (primary_mineral_id, id) where to_seq = 2147483647;
create index projects_primary_mineral_id_any on projects (primary_mineral_id, id, from_seq, to_seq);
create index deal_events_payer_id_live on deal_events (payer_id, id) where to_seq = 2147483647;
create index deal_events_payer_id_any on deal_events (payer_id, id, from_seq, to_seq);
create index observations_indicator_id_live on observations (indicator_id, id) where to_seq = 2147483647;
create index observations_indicator_id_any on observations (indicator_id, id, from_seq, to_seq);
