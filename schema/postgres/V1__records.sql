-- The tables of the dataset, one a resource of dataset/datapackage.json, in the schema that the connection names.
--
-- A row is one version of a record: it holds from release from_seq up to, but not including, release to_seq;
-- 2147483647 stands for "still so". A release :seq reads where from_seq <= :seq and to_seq > :seq.
-- A partial date takes three columns: as written, and the first and the last day that it can mean.
-- The rows of a part or link follow the versions of the record that owns them.

-- Organizations
create table organizations (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    name text collate "C" not null,
    other_names text[],
    type text collate "C" not null,
    country_id text collate "C",
    parent_id text collate "C",
    founded text collate "C",
    founded_first date,
    founded_last date,
    website text collate "C",
    notes text collate "C",
    named_in_id text collate "C",
    named_in_source_id text collate "C",
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index organizations_live on organizations (id) where to_seq = 2147483647;
create index organizations_bucket on organizations (bucket, id) where to_seq = 2147483647;
create index organizations_country_id_live on organizations (country_id, id) where to_seq = 2147483647;
create index organizations_country_id_any on organizations (country_id, id, from_seq, to_seq);
create index organizations_parent_id_live on organizations (parent_id, id) where to_seq = 2147483647;
create index organizations_parent_id_any on organizations (parent_id, id, from_seq, to_seq);
create index organizations_named_in_id_live on organizations (named_in_id, id) where to_seq = 2147483647;
create index organizations_named_in_id_any on organizations (named_in_id, id, from_seq, to_seq);
create index organizations_named_in_source_id_live on organizations (named_in_source_id, id) where to_seq = 2147483647;
create index organizations_named_in_source_id_any on organizations (named_in_source_id, id, from_seq, to_seq);

-- Offices
create table offices (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    agency_id text collate "C" not null,
    city text collate "C" not null,
    country_id text collate "C" not null,
    type text collate "C" not null,
    opened text collate "C",
    opened_first date,
    opened_last date,
    closed text collate "C",
    closed_first date,
    closed_last date,
    latitude numeric,
    longitude numeric,
    notes text collate "C",
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index offices_live on offices (id) where to_seq = 2147483647;
create index offices_bucket on offices (bucket, id) where to_seq = 2147483647;
create index offices_agency_id_live on offices (agency_id, id) where to_seq = 2147483647;
create index offices_agency_id_any on offices (agency_id, id, from_seq, to_seq);
create index offices_country_id_live on offices (country_id, id) where to_seq = 2147483647;
create index offices_country_id_any on offices (country_id, id, from_seq, to_seq);

-- Countries
create table countries (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    code text collate "C" not null,
    iso3 text collate "C",
    kind text collate "C" not null,
    name text collate "C" not null,
    region text collate "C",
    latitude numeric,
    longitude numeric,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index countries_live on countries (id) where to_seq = 2147483647;
create index countries_bucket on countries (bucket, id) where to_seq = 2147483647;

-- Minerals
create table minerals (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    name text collate "C" not null,
    symbol text collate "C",
    "group" text collate "C" not null,
    parent_id text collate "C",
    atomic_number integer,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index minerals_live on minerals (id) where to_seq = 2147483647;
create index minerals_bucket on minerals (bucket, id) where to_seq = 2147483647;
create index minerals_parent_id_live on minerals (parent_id, id) where to_seq = 2147483647;
create index minerals_parent_id_any on minerals (parent_id, id, from_seq, to_seq);

-- Official lists of critical minerals: rows of minerals
create table mineral_lists (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    mineral_id text collate "C" not null,
    list text collate "C" not null,
    name_in_list text collate "C" not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index mineral_lists_live on mineral_lists (id) where to_seq = 2147483647;
create index mineral_lists_mineral_id_live on mineral_lists (mineral_id, id) where to_seq = 2147483647;
create index mineral_lists_mineral_id_any on mineral_lists (mineral_id, id, from_seq, to_seq);

-- Projects
create table projects (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    name text collate "C" not null,
    country_id text collate "C" not null,
    region text collate "C",
    latitude numeric,
    longitude numeric,
    location_accuracy text collate "C" not null,
    stage text collate "C" not null,
    status text collate "C" not null,
    start_date text collate "C",
    start_date_first date,
    start_date_last date,
    end_date text collate "C",
    end_date_first date,
    end_date_last date,
    agency_id text collate "C" not null,
    operator_id text collate "C",
    summary text collate "C" not null,
    notes text collate "C",
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index projects_live on projects (id) where to_seq = 2147483647;
create index projects_bucket on projects (bucket, id) where to_seq = 2147483647;
create index projects_country_id_live on projects (country_id, id) where to_seq = 2147483647;
create index projects_country_id_any on projects (country_id, id, from_seq, to_seq);
create index projects_agency_id_live on projects (agency_id, id) where to_seq = 2147483647;
create index projects_agency_id_any on projects (agency_id, id, from_seq, to_seq);
create index projects_operator_id_live on projects (operator_id, id) where to_seq = 2147483647;
create index projects_operator_id_any on projects (operator_id, id, from_seq, to_seq);

-- Minerals of projects: links of projects
create table project_minerals (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    project_id text collate "C" not null,
    mineral_id text collate "C" not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index project_minerals_live on project_minerals (id) where to_seq = 2147483647;
create index project_minerals_project_id_live on project_minerals (project_id, id) where to_seq = 2147483647;
create index project_minerals_project_id_any on project_minerals (project_id, id, from_seq, to_seq);
create index project_minerals_mineral_id_live on project_minerals (mineral_id, id) where to_seq = 2147483647;
create index project_minerals_mineral_id_any on project_minerals (mineral_id, id, from_seq, to_seq);

-- Participants of projects: rows of projects
create table project_participants (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    project_id text collate "C" not null,
    organization_id text collate "C" not null,
    role text collate "C" not null,
    interest_pct numeric,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index project_participants_live on project_participants (id) where to_seq = 2147483647;
create index project_participants_project_id_live on project_participants (project_id, id) where to_seq = 2147483647;
create index project_participants_project_id_any on project_participants (project_id, id, from_seq, to_seq);
create index project_participants_organization_id_live on project_participants (organization_id, id) where to_seq = 2147483647;
create index project_participants_organization_id_any on project_participants (organization_id, id, from_seq, to_seq);

-- Investments
create table investments (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    project_id text collate "C",
    agency_id text collate "C" not null,
    investor_id text collate "C" not null,
    recipient_id text collate "C",
    agency_share_pct numeric,
    instrument text collate "C" not null,
    amount numeric,
    currency text collate "C",
    qualifier text collate "C",
    stage text collate "C" not null,
    value_date text collate "C",
    value_date_first date,
    value_date_last date,
    value_date_basis text collate "C",
    usd_amount numeric,
    usd_rate_id text collate "C",
    missing_reason text collate "C",
    announced text collate "C",
    announced_first date,
    announced_last date,
    interest_pct numeric,
    count_in_totals boolean not null,
    count_note text collate "C",
    terms text collate "C",
    notes text collate "C",
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index investments_live on investments (id) where to_seq = 2147483647;
create index investments_bucket on investments (bucket, id) where to_seq = 2147483647;
create index investments_project_id_live on investments (project_id, id) where to_seq = 2147483647;
create index investments_project_id_any on investments (project_id, id, from_seq, to_seq);
create index investments_agency_id_live on investments (agency_id, id) where to_seq = 2147483647;
create index investments_agency_id_any on investments (agency_id, id, from_seq, to_seq);
create index investments_investor_id_live on investments (investor_id, id) where to_seq = 2147483647;
create index investments_investor_id_any on investments (investor_id, id, from_seq, to_seq);
create index investments_recipient_id_live on investments (recipient_id, id) where to_seq = 2147483647;
create index investments_recipient_id_any on investments (recipient_id, id, from_seq, to_seq);
create index investments_usd_rate_id_live on investments (usd_rate_id, id) where to_seq = 2147483647;
create index investments_usd_rate_id_any on investments (usd_rate_id, id, from_seq, to_seq);

-- Partners of investments: links of investments
create table investment_partners (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    investment_id text collate "C" not null,
    organization_id text collate "C" not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index investment_partners_live on investment_partners (id) where to_seq = 2147483647;
create index investment_partners_investment_id_live on investment_partners (investment_id, id) where to_seq = 2147483647;
create index investment_partners_investment_id_any on investment_partners (investment_id, id, from_seq, to_seq);
create index investment_partners_organization_id_live on investment_partners (organization_id, id) where to_seq = 2147483647;
create index investment_partners_organization_id_any on investment_partners (organization_id, id, from_seq, to_seq);

-- Deals
create table deals (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    name text collate "C" not null,
    project_id text collate "C",
    country_id text collate "C",
    notes text collate "C",
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index deals_live on deals (id) where to_seq = 2147483647;
create index deals_bucket on deals (bucket, id) where to_seq = 2147483647;
create index deals_project_id_live on deals (project_id, id) where to_seq = 2147483647;
create index deals_project_id_any on deals (project_id, id, from_seq, to_seq);
create index deals_country_id_live on deals (country_id, id) where to_seq = 2147483647;
create index deals_country_id_any on deals (country_id, id, from_seq, to_seq);

-- Parties of deals: rows of deals
create table deal_parties (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    deal_id text collate "C" not null,
    organization_id text collate "C" not null,
    role text collate "C" not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index deal_parties_live on deal_parties (id) where to_seq = 2147483647;
create index deal_parties_deal_id_live on deal_parties (deal_id, id) where to_seq = 2147483647;
create index deal_parties_deal_id_any on deal_parties (deal_id, id, from_seq, to_seq);
create index deal_parties_organization_id_live on deal_parties (organization_id, id) where to_seq = 2147483647;
create index deal_parties_organization_id_any on deal_parties (organization_id, id, from_seq, to_seq);

-- Events of deals: rows of deals
create table deal_events (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    deal_id text collate "C" not null,
    key text collate "C" not null,
    date text collate "C",
    date_first date,
    date_last date,
    type text collate "C" not null,
    amount numeric,
    currency text collate "C",
    qualifier text collate "C",
    usd_amount numeric,
    usd_rate_id text collate "C",
    description text collate "C" not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index deal_events_live on deal_events (id) where to_seq = 2147483647;
create index deal_events_deal_id_live on deal_events (deal_id, id) where to_seq = 2147483647;
create index deal_events_deal_id_any on deal_events (deal_id, id, from_seq, to_seq);
create index deal_events_usd_rate_id_live on deal_events (usd_rate_id, id) where to_seq = 2147483647;
create index deal_events_usd_rate_id_any on deal_events (usd_rate_id, id, from_seq, to_seq);

-- Observations
create table observations (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    indicator text collate "C" not null,
    subject_id text collate "C" not null,
    partner_id text collate "C",
    mineral_id text collate "C",
    product text collate "C",
    period text collate "C" not null,
    period_first date not null,
    period_last date not null,
    value numeric,
    value_low numeric,
    value_high numeric,
    unit text collate "C" not null,
    qualifier text collate "C" not null,
    itemised_as text collate "C",
    notes text collate "C",
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index observations_live on observations (id) where to_seq = 2147483647;
create index observations_bucket on observations (bucket, id) where to_seq = 2147483647;
create index observations_subject_id_live on observations (subject_id, id) where to_seq = 2147483647;
create index observations_subject_id_any on observations (subject_id, id, from_seq, to_seq);
create index observations_partner_id_live on observations (partner_id, id) where to_seq = 2147483647;
create index observations_partner_id_any on observations (partner_id, id, from_seq, to_seq);
create index observations_mineral_id_live on observations (mineral_id, id) where to_seq = 2147483647;
create index observations_mineral_id_any on observations (mineral_id, id, from_seq, to_seq);

-- Exchange rates
create table fx_rates (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    currency text collate "C" not null,
    year integer not null,
    usd_per_unit numeric not null,
    printed text collate "C" not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index fx_rates_live on fx_rates (id) where to_seq = 2147483647;
create index fx_rates_bucket on fx_rates (bucket, id) where to_seq = 2147483647;

-- Sources
create table sources (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    url text collate "C",
    title text collate "C" not null,
    publisher text collate "C",
    published text collate "C",
    published_first date,
    published_last date,
    language text collate "C" not null,
    kind text collate "C" not null,
    tier text collate "C" not null,
    copies_party_document boolean not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index sources_live on sources (id) where to_seq = 2147483647;
create index sources_bucket on sources (bucket, id) where to_seq = 2147483647;

-- Citations
create table citations (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    subject_id text collate "C" not null,
    field text collate "C",
    source_id text collate "C" not null,
    locator text collate "C",
    asserted text collate "C" not null,
    stance text collate "C" not null,
    joint boolean not null,
    verification text collate "C" not null,
    confidence text collate "C" not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index citations_live on citations (id) where to_seq = 2147483647;
create index citations_bucket on citations (bucket, id) where to_seq = 2147483647;
create index citations_subject_id_live on citations (subject_id, id) where to_seq = 2147483647;
create index citations_subject_id_any on citations (subject_id, id, from_seq, to_seq);
create index citations_source_id_live on citations (source_id, id) where to_seq = 2147483647;
create index citations_source_id_any on citations (source_id, id, from_seq, to_seq);

-- Redirects
create table redirects (
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    new_id text collate "C" not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index redirects_live on redirects (id) where to_seq = 2147483647;
create index redirects_bucket on redirects (bucket, id) where to_seq = 2147483647;
create index redirects_new_id_live on redirects (new_id, id) where to_seq = 2147483647;
create index redirects_new_id_any on redirects (new_id, id, from_seq, to_seq);

-- The canonical bytes of every version of every record, by the hash that the release tree is built from.
create table leaf (
    hash bytea primary key,
    body text not null
);

-- The releases that this database holds, without gaps. A release that changes nothing has the root of the one before.
create table release (
    sequence integer primary key check (sequence > 0),
    version text not null unique,
    schema_version text not null,
    root bytea not null,
    previous_root bytea,
    manifest_sha256 bytea not null,
    published_at timestamptz not null,
    notes text,
    manifest jsonb not null
);

create index release_root on release (root, sequence);

-- What each release changed. Differences, change feeds and histories are read from here alone.
-- changed holds, for a modified record, an array of {"path", "before", "after"}.
create table change_log (
    seq integer not null,
    n integer not null,
    op text collate "C" not null check (op in ('ADD', 'MOD', 'DEL', 'MERGE')),
    type text collate "C" not null,
    id text collate "C" not null,
    into_id text collate "C",
    before_hash bytea,
    after_hash bytea,
    reason text collate "C" not null,
    note text,
    changed jsonb,
    primary key (seq, n),
    check ((op = 'ADD') = (before_hash is null)),
    check ((op in ('DEL', 'MERGE')) = (after_hash is null)),
    check ((op = 'MERGE') = (into_id is not null))
);

create index change_log_record on change_log (type, id, seq);

-- The role that requests are answered with: it can read, and nothing else.
-- Whoever loads the data must be a member of it, to be able to step down to it.
do $$
begin
    if not exists (select from pg_roles where rolname = 'lode_reader') then
        create role lode_reader nologin;
    end if;
    begin
        execute format('grant lode_reader to %I', current_user);
    exception when insufficient_privilege then
        if not pg_has_role(current_user, 'lode_reader', 'member') then
            raise;
        end if;
    end;
    execute format('grant usage on schema %I to lode_reader', current_schema());
    execute format('grant select on all tables in schema %I to lode_reader', current_schema());
    execute format('alter default privileges in schema %I grant select on tables to lode_reader', current_schema());
end
$$;
