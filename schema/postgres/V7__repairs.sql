-- Repairs of rows that were damaged. What a server keeps in memory is dropped when one is added, and its entity tags change.
create table repair (
    n integer primary key check (n > 0),
    at timestamptz not null,
    rows integer not null check (rows > 0)
);
