-- What full-text search reads. All of it is derived from the tables of the dataset, and no part of any hash.

-- Misspelt words are found by trigrams, accents folded by rules; both come with PostgreSQL. They may already be in another
-- schema, so two functions of our own know where.
do $$
declare
    trigrams text;
    accents text;
begin
    execute format('create extension if not exists pg_trgm schema %I', current_schema());
    execute format('create extension if not exists unaccent schema %I', current_schema());
    select n.nspname into trigrams
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
    select n.nspname into accents
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'unaccent';

    -- The words of a text with a space between them: without accents, in small letters, whatever stands between letters and
    -- digits taken out. Ranges of code points, since classes of characters mean other things in other locales.
    execute format(
        $function$
        create function search_fold(value text) returns text language sql stable strict parallel safe as $body$
            select regexp_replace(
                lower(%1$I.unaccent('%1$I.unaccent', value)),
                '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u2190-\u2bff\u3000-\u303f\u30fb\ufeff\uff01-\uff0f\uff1a-\uff20]+',
                ' ', 'g')
        $body$
        $function$,
        accents);

    -- The text with U+0002 before and U+0003 after each of its words that one of these is.
    create function search_marked(value text, words tsquery) returns text language sql stable strict parallel safe as $body$
        select string_agg(
            case when to_tsvector('pg_catalog.simple', search_fold(part.found[1])) @@ words
                 then chr(2) || part.found[1] || chr(3) else coalesce(part.found[1], '') end
            || coalesce(part.found[2], ''), '' order by part.n)
        from regexp_matches(
            translate(value, chr(2) || chr(3), ''),
            '([^\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u2190-\u2bff\u3000-\u303f\u30fb\ufeff\uff01-\uff0f\uff1a-\uff20]+)'
            '|([\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u2190-\u2bff\u3000-\u303f\u30fb\ufeff\uff01-\uff0f\uff1a-\uff20]+)',
            'g') with ordinality part(found, n)
    $body$;

    -- Whether a word of the dataset looks like the word asked for, so that the index on words is used.
    execute format(
        $function$
        create function search_resembles(asked text, word text) returns boolean language sql stable parallel safe as $body$
            select asked operator(%1$I.%%) word
        $body$
        $function$,
        trigrams);

    -- How alike two words are, from 0 to 1.
    execute format(
        $function$
        create function search_similarity(asked text, word text) returns real language sql immutable parallel safe as $body$
            select %1$I.similarity(asked, word)
        $body$
        $function$,
        trigrams);

    if trigrams <> current_schema() then
        execute format('grant usage on schema %I to lode_reader', trigrams);
    end if;
    if accents <> current_schema() then
        execute format('grant usage on schema %I to lode_reader', accents);
    end if;
end
$$;

-- One version of what a record is found by: its own texts, and those of what it leads to. A version begins with each
-- release in which any of these reads otherwise. Read where from_seq <= :seq and to_seq > :seq, as everywhere.
-- names are those of the record itself, folded, and their short forms in brackets; fields is an array of [path in GraphQL, text], the weightiest first.
create table search_documents (
    type text collate "C" not null,
    id text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    title text collate "C" not null,
    names text[] not null,
    fields jsonb not null,
    lexemes tsvector not null,
    primary key (id, from_seq),
    check (from_seq < to_seq)
);

create unique index search_documents_live on search_documents (id) where to_seq = 2147483647;
create index search_documents_begun on search_documents (from_seq);
create index search_documents_ended on search_documents (to_seq) where to_seq < 2147483647;
create index search_documents_lexemes on search_documents using gin (lexemes);

-- The words of all documents of a release, for those that are misspelt in a question: without digits, four letters and more.
create table search_words (
    word text collate "C" not null,
    from_seq integer not null,
    to_seq integer not null default 2147483647,
    primary key (word, from_seq),
    check (from_seq < to_seq)
);

create unique index search_words_live on search_words (word) where to_seq = 2147483647;

do $$
begin
    execute format(
        'create index search_words_trigrams on search_words using gin (word %I.gin_trgm_ops)',
        (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'));
end
$$;

-- Up to which release the documents are made, and from which description. Others are made anew.
create table search_position (
    sequence integer not null,
    description text not null
);

-- At most one row.
create unique index search_position_only on search_position ((true));

grant select on search_documents, search_words, search_position to lode_reader;
grant execute on function search_fold(text), search_resembles(text, text), search_similarity(text, text) to lode_reader;
