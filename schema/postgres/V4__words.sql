-- Texts are cut into words by the program now, and the database keeps what comes of it. All of this is derived, and made again at
-- the next start.
delete from search_documents;
delete from search_words;
delete from search_position;

drop function search_marked(text, tsquery);
drop function search_fold(text);

-- The words of a record's own names, for those that are still being written.
alter table search_documents add column name_lexemes tsvector not null;
create index search_documents_names on search_documents using gin (name_lexemes);

-- How many letters have to be changed, added, left out, or swapped with their neighbour to make one word of the other.
create function search_distance(one text, other text) returns integer language plpgsql immutable strict parallel safe as $$
declare
    a constant text[] := string_to_array(one, null);
    b constant text[] := string_to_array(other, null);
    before integer[];
    last integer[] := array(select generate_series(0, cardinality(b)));
    row integer[];
    cost integer;
begin
    for i in 1 .. cardinality(a) loop
        row := array[i];
        for j in 1 .. cardinality(b) loop
            cost := least(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] <> b[j])::integer);
            if i > 1 and j > 1 and a[i] = b[j - 1] and a[i - 1] = b[j] then
                cost := least(cost, before[j - 1] + 1);
            end if;
            row := row || cost;
        end loop;
        before := last;
        last := row;
    end loop;
    return last[cardinality(b) + 1];
end
$$;

grant execute on function search_distance(text, text) to lode_reader;
