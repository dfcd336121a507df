-- What a partner needs to hold the dataset exactly, and to prove it.

-- SHA-256 of the operation's line in delta.jsonl, so that a damaged row is known before anything is fetched.
alter table change_log add column line_hash bytea;

-- Whether the changes were derived from whole states, because the origin had no delta: reasons and notes are unknown then.
alter table release add column derived boolean not null default false;

-- The versions of redacted records: no content, but the hashes that keep old roots valid. Read like any other version.
create table redacted (
    type text collate "C" not null,
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    row_hash bytea not null,
    bucket smallint not null,
    primary key (type, id, from_seq),
    check (from_seq < to_seq)
);

-- The lines of notices.jsonl: withdrawals and redactions. The hash is SHA-256 of number and line, as PostgreSQL writes
-- them with a space between; nothing else in the database tells them.
create table notice (
    n integer primary key check (n > 0),
    line text not null,
    hash bytea not null
);

-- The last state and keys of the origin that were in order, as they came. At most one row; the hash is SHA-256 of the
-- others with spaces between.
create table mirror_state (
    upstream text not null,
    state text not null,
    keys text not null,
    hash bytea not null
);

create unique index mirror_state_only on mirror_state ((true));

grant select on redacted, notice, mirror_state to lode_reader;
