-- The figures behind the six pictures, asked of the files of a release. Of lode.sqlite by SQLite alone:
--   sqlite3 lode.sqlite < questions.sql
-- Of the archive by DuckDB alone: unpack it, and in its folder
--   .read load.sql
--   .read questions.sql
-- The name above each question is that of the same figures in data.json.

-- reliance.values
select id, series, indicator as measure, product, period, value, qualifier
from observations
where indicator in ('import-share-from-country', 'supply-share-from-country', 'dependence-target')
  and subject_id = 'country:JP' and partner_id = 'country:CN' and mineral_id = 'mineral:rare-earth-elements'
order by period, id;

-- investment.cells
select o.name as agency, coalesce(substr(i.value_date, 1, 4), 'undated') as year, sum(trunc(coalesce(i.usd_amount, 0))) as usd,
    count(*) as rows, count(*) filter (where i.usd_amount is null) as missing
from investments i
join organizations o on o.id = i.agency_id
where i.count_in_totals
group by agency, year
order by agency, year;

-- projects.counts
select m.name as mineral, p.stage, count(*) as projects
from project_minerals pm
join projects p on p.id = pm.project_id
join minerals m on m.id = pm.mineral_id
group by mineral, p.stage
order by mineral, p.stage;

-- world.projects
select id, longitude, latitude, location_accuracy
from projects
where latitude is not null
order by id;

-- world.unplaced
select country_id, count(*) as projects
from projects
where latitude is null
group by country_id
order by country_id;

-- world.offices
select city, longitude, latitude, closed is not null as closed
from offices
where latitude is not null
order by id;

-- lynas.events
select e.deal_id as deal, e.date, e.type, e.description, e.amount, e.currency, e.qualifier, trunc(coalesce(e.usd_amount, 0)) as usd
from deal_events e
join deals d on d.id = e.deal_id
where d.project_id = 'project:lynas-mt-weld-gebeng' and e.date is not null
order by e.date, deal, e.type;

-- concentration.shares
select m.name as mineral, c.name as country, o.indicator as step, o.product, o.period, o.value, o.value_low as low,
    o.value_high as high, o.qualifier
from observations o
join countries c on c.id = o.subject_id
left join minerals m on m.id = o.mineral_id
where o.indicator in ('share-of-world-mining', 'share-of-world-production', 'share-of-world-refining', 'share-of-world-magnets',
    'top-three-refiners-share')
order by o.id;

-- concentration.mined
select c.period as year, c.value as china, w.value as world, round(100.0 * c.value / w.value, 1) as share
from observations c
join observations w using (indicator, mineral_id, product, period)
where c.indicator = 'mine-production' and c.mineral_id = 'mineral:rare-earth-elements' and c.product = 'as oxide'
  and c.subject_id = 'country:CN' and w.subject_id = 'country:001'
order by year;
