-- Synthetic rows in the tables of Lode. Every id and name says that it is synthetic; countries and minerals stay as they are.
-- The numbers follow from the seed alone. Each release but the first changes 4 % of the projects and of the investments, adds
-- 0.5 % and takes away 0.5 %.

create schema bench;

-- A number from 0 to below 1 that depends on what is counted, on what for, and on the seed.
create function bench.u(n bigint, salt integer) returns double precision language sql immutable parallel safe as
'select (hashint8extended(n, ${seed} * 1000 + salt) & 9007199254740991) / 9007199254740992.0::double precision';

create function bench.pick(choices text[], n bigint, salt integer) returns text language sql immutable parallel safe as
'select choices[1 + floor(bench.u(n, salt) * cardinality(choices))::integer]';

-- Rows that are real and no longer wanted, and what was derived of them.
truncate organizations, organization_names, offices, projects, project_minerals, project_participants, investments, investment_partners, deals, deal_parties, deal_events,
    deal_event_investments, observations, citations, redirects, sources, fx_rates, indicators, leaf, release, change_log,
    search_documents, search_words, search_position;
delete from countries where to_seq < 2147483647;
update countries set from_seq = 1;
delete from minerals where to_seq < 2147483647;
update minerals set from_seq = 1;
delete from mineral_lists where to_seq < 2147483647;
update mineral_lists set from_seq = 1;

create table bench.choices as
select array_agg(id order by sha256(id::bytea)) as countries,
       (select array_agg(id order by sha256(id::bytea)) from minerals) as minerals,
       array['Amber', 'Basalt', 'Cedar', 'Dune', 'Ember', 'Falcon', 'Granite', 'Harbor', 'Indigo', 'Juniper', 'Kestrel', 'Lantern',
             'Meadow', 'Nimbus', 'Obsidian', 'Prairie', 'Quarry', 'Raven', 'Summit', 'Thistle', 'Umbra', 'Valley', 'Willow',
             'Yarrow', 'Zephyr'] as words
from countries;

insert into organizations (id, from_seq, row_hash, bucket, name, type, country_id)
select 'org:synthetic-' || to_char(n, 'FM0000'), 1, sha256(('org ' || n)::bytea), n % 256,
       'Synthetic ' || bench.pick(words, n, 1) || ' organization ' || n,
       case when n <= 40 then 'AGENCY' else bench.pick(array['COMPANY', 'COMPANY', 'COMPANY', 'STATE_COMPANY', 'UNIVERSITY'], n, 2) end,
       countries[1 + floor(cardinality(countries) * bench.u(n, 3) ^ 3)::integer]
from generate_series(1, 2000) n, bench.choices;

-- When each project comes and goes: as many are there in every release.
create table bench.life as
select n, 'P' as kind, n as project, born, case when died > born then died else 2147483647 end as died
from (
    select n,
           case when bench.u(n, 10) < 0.005 * (${releases} - 1) then 2 + floor(bench.u(n, 10) * 200)::integer else 1 end as born,
           case when bench.u(n, 11) < 0.005 * (${releases} - 1) then 2 + floor(bench.u(n, 11) * 200)::integer else 2147483647 end as died
    from generate_series(1, (${projects} * (1 + 0.005 * (${releases} - 1)))::integer) n) life;

create index on bench.life (kind, n);

-- An investment belongs to a project, and is there no longer than it.
insert into bench.life
select i.n, 'I', i.project, greatest(i.born, p.born), least(case when i.died > i.born then i.died else 2147483647 end, p.died)
from (
    select n, 1 + floor(bench.u(n, 20) * (${projects} * (1 + 0.005 * (${releases} - 1)))::integer)::integer as project,
           case when bench.u(n, 21) < 0.0025 * (${releases} - 1) then 2 + floor(bench.u(n, 21) * 400)::integer else 1 end as born,
           case when bench.u(n, 22) < 0.0025 * (${releases} - 1) then 2 + floor(bench.u(n, 22) * 400)::integer else 2147483647 end as died
    from generate_series(1, (${investments} * (1 + 0.0075 * (${releases} - 1)))::integer) n) i
join bench.life p on p.kind = 'P' and p.n = i.project
where greatest(i.born, p.born) < least(case when i.died > i.born then i.died else 2147483647 end, p.died);

-- The versions of each: one begins with its birth, and one with each release that changes it.
create table bench.version as
select kind, n, project, from_seq, lead(from_seq, 1, died) over (partition by kind, n order by from_seq) as to_seq, died,
       row_number() over (partition by kind, n order by from_seq) as revision
from (
    select kind, n, project, died, born as from_seq from bench.life
    union all
    select kind, n, project, died, r from bench.life, generate_series(2, ${releases}) r
    where r > born and r < died and bench.u(n, (case kind when 'P' then 200 else 500 end) + r) < 0.04) starts;

insert into projects (id, from_seq, to_seq, row_hash, bucket, name, country_id, region, latitude, longitude, location_accuracy, stage,
    status, start_date, start_date_first, start_date_last, end_date, end_date_first, end_date_last, primary_mineral_id, agency_id,
    operator_id, summary, notes)
select 'project:synthetic-' || to_char(n, 'FM000000'), from_seq, to_seq, sha256(('project ' || n || ' ' || revision)::bytea), n % 256,
       'Synthetic ' || bench.pick(words, n, 30) || ' ' || bench.pick(words, n, 31) || ' project ' || n,
       countries[1 + floor(cardinality(countries) * bench.u(n, 32) ^ 3)::integer],
       case when bench.u(n, 33) < 0.6 then 'Synthetic region ' || 1 + floor(bench.u(n, 34) * 50)::integer end,
       case when bench.u(n, 35) < 0.5 then round((bench.u(n, 36) * 140 - 70)::numeric, 2) end,
       case when bench.u(n, 35) < 0.5 then round((bench.u(n, 37) * 340 - 170)::numeric, 2) end,
       case when bench.u(n, 35) < 0.5 then 'SITE' when bench.u(n, 33) < 0.6 then 'REGION' else 'COUNTRY' end,
       bench.pick(array['GRASSROOTS_EXPLORATION', 'ADVANCED_EXPLORATION', 'FEASIBILITY', 'MINE_DEVELOPMENT', 'PRODUCTION', 'PROCESSING',
           'RECYCLING', 'RESEARCH'], n, 38),
       bench.pick(array['ACTIVE', 'ACTIVE', 'ACTIVE', 'COMPLETED', 'COMPLETED', 'TRANSFERRED', 'UNKNOWN', 'WITHDRAWN'], n * 64 + revision, 39),
       year::text, make_date(year, 1, 1), make_date(year, 12, 31),
       case when ended then (year + 6)::text end, case when ended then make_date(year + 6, 1, 1) end,
       case when ended then make_date(year + 6, 12, 31) end,
       case when bench.u(n, 42) < 0.7 then bench.pick(minerals, n, 43) end,
       'org:synthetic-' || to_char(1 + floor(40 * bench.u(n, 44))::integer, 'FM0000'),
       case when bench.u(n, 45) < 0.8 then 'org:synthetic-' || to_char(41 + floor(1960 * bench.u(n, 46))::integer, 'FM0000') end,
       'Synthetic search for ' || lower(bench.pick(words, n, 47)) || ' ore near ' || lower(bench.pick(words, n, 48))
           || ', made for measurements: revision ' || revision || ', series ' || lower(bench.pick(words, n, 49)) || '.',
       case when bench.u(n, 50) < 0.2 then 'Synthetic note on ' || lower(bench.pick(words, n, 51)) || '.' end
from (
    select *, 1975 + floor(bench.u(n, 40) * 50)::integer as year, bench.u(n, 41) < 0.4 as ended from bench.version where kind = 'P') v,
    bench.choices;

insert into project_minerals (id, from_seq, to_seq, project_id, mineral_id)
select distinct on (project_id, mineral_id, from_seq) project_id || '/' || mineral_id, from_seq, to_seq, project_id, mineral_id
from (
    select 'project:synthetic-' || to_char(n, 'FM000000') as project_id, bench.pick(minerals, n * 4 + k, 60) as mineral_id, from_seq, to_seq
    from bench.version, bench.choices, generate_series(1, 3) k
    where kind = 'P' and (k = 1 or bench.u(n * 4 + k, 61) < 0.4)) links
order by project_id, mineral_id, from_seq;

insert into investments (id, from_seq, to_seq, row_hash, bucket, project_id, agency_id, investor_id, recipient_id, instrument, amount,
    currency, qualifier, stage, value_date, value_date_first, value_date_last, value_date_basis, usd_amount, missing_reason, announced,
    announced_first, announced_last, count_in_totals, terms)
select 'investment:synthetic-' || to_char(n, 'FM0000000'), from_seq, to_seq, sha256(('investment ' || n || ' ' || revision)::bytea), n % 256,
       'project:synthetic-' || to_char(project, 'FM000000'), agency, agency,
       case when bench.u(n, 70) < 0.7 then 'org:synthetic-' || to_char(41 + floor(1960 * bench.u(n, 71))::integer, 'FM0000') end,
       bench.pick(array['LOAN', 'GRANT', 'EQUITY', 'EXPLORATION_FUNDING', 'CONTRACT_RESEARCH', 'DEBT_GUARANTEE'], n, 72),
       amount, case when amount is not null then 'USD' end, case when amount is not null then bench.pick(array['EXACT', 'ABOUT'], n, 73) end,
       bench.pick(array['COMMITTED', 'COMMITTED', 'DISBURSED', 'ANNOUNCED'], n, 74),
       day::text, day, day, 'ANNOUNCED', amount, case when amount is null then 'NOT_REPORTED' end, day::text, day, day, true,
       'Synthetic terms: ' || lower(bench.pick(words, n, 75)) || ', revision ' || revision || '.'
from (
    select *, 'org:synthetic-' || to_char(1 + floor(40 * bench.u(n, 76))::integer, 'FM0000') as agency,
           case when bench.u(n, 77) < 0.85 then 1000 * (1 + floor(bench.u(n * 64 + revision, 78) * 200000)::integer) end::numeric as amount,
           date '2000-01-01' + floor(bench.u(n, 79) * 9500)::integer as day
    from bench.version where kind = 'I') v, bench.choices;

-- What each release changed, as Lode writes it. All that is there in the first release was added by it.
create view bench.op as
select from_seq as seq, 'ADD' as op, 'Country' as type, id, null::bytea as before_hash, row_hash as after_hash, null::jsonb as changed
from countries
union all
select from_seq, 'ADD', 'Mineral', id, null, row_hash, null from minerals
union all
select from_seq, 'ADD', 'Organization', id, null, row_hash, null from organizations
union all
select from_seq, case when earlier is null then 'ADD' else 'MOD' end, 'Project', id, earlier, row_hash,
       case when earlier is not null then
           jsonb_build_array(jsonb_build_object('path', 'summary', 'before', summary_before, 'after', summary))
           || case when status = status_before then '[]'
              else jsonb_build_array(jsonb_build_object('path', 'status', 'before', status_before, 'after', status)) end
       end
from (
    select *, lag(row_hash) over w as earlier, lag(summary) over w as summary_before, lag(status) over w as status_before
    from projects window w as (partition by id order by from_seq)) p
union all
select to_seq, 'DEL', 'Project', p.id, row_hash, null, null
from projects p where to_seq < 2147483647 and not exists (select from projects q where q.id = p.id and q.from_seq = p.to_seq)
union all
select from_seq, case when earlier is null then 'ADD' else 'MOD' end, 'Investment', id, earlier, row_hash,
       case when earlier is not null then
           jsonb_build_array(jsonb_build_object('path', 'terms', 'before', terms_before, 'after', terms))
       end
from (
    select *, lag(row_hash) over w as earlier, lag(terms) over w as terms_before
    from investments window w as (partition by id order by from_seq)) i
union all
select to_seq, 'DEL', 'Investment', i.id, row_hash, null, null
from investments i where to_seq < 2147483647 and not exists (select from investments j where j.id = i.id and j.from_seq = i.to_seq);

insert into change_log (seq, n, op, type, id, before_hash, after_hash, reason, changed, line_hash)
select seq, row_number() over (partition by seq order by type, id), op, type, id, before_hash, after_hash,
       case when op = 'ADD' then 'NEW_SOURCE' else 'SOURCE_UPDATE' end, changed, sha256((seq || ' ' || id)::bytea)
from bench.op;

drop view bench.op;
drop table bench.version, bench.life;
