-- What PostGraphile makes its API of: the live rows of the tables, and those of the first release. Comments tell it the keys.
drop schema if exists live cascade;
drop schema if exists oldest cascade;
create schema live;
create schema oldest;

create view live.country as select id, name from lode.countries where to_seq = 2147483647;
create view live.organization as select id, name, country_id from lode.organizations where to_seq = 2147483647;
create view live.project as
select id, name, country_id, region, location_accuracy, stage, status, start_date, end_date, agency_id, operator_id, summary, notes
from lode.projects where to_seq = 2147483647;
create view live.investment as
select id, project_id, instrument, announced, terms, amount, currency, investor_id from lode.investments where to_seq = 2147483647;
create view live.change as select seq, n, op, type, id, changed from lode.change_log;
create view oldest.project as select id, name from lode.projects where from_seq <= 1 and to_seq > 1;
create view oldest.investment as
select id, project_id, instrument, announced, terms, amount, currency from lode.investments where from_seq <= 1 and to_seq > 1;

comment on view live.country is '@primaryKey id';
comment on view live.organization is E'@primaryKey id\n@foreignKey (country_id) references country (id)';
comment on view live.project is
    E'@primaryKey id\n@foreignKey (country_id) references country (id)\n@foreignKey (agency_id) references organization (id)|@fieldName agency';
comment on view live.investment is
    E'@primaryKey id\n@foreignKey (project_id) references project (id)\n@foreignKey (investor_id) references organization (id)|@fieldName investor';
comment on view live.change is '@primaryKey seq,n';
comment on view oldest.project is '@primaryKey id';
comment on view oldest.investment is E'@primaryKey id\n@foreignKey (project_id) references oldest.project (id)';

-- Its order by the whole name is not served by Lode's indexes, which are on the first characters of texts.
create index if not exists projects_status_name_live on lode.projects (status, name, id) where to_seq = 2147483647;
