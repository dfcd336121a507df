-- The line of each change as it was published, without its line feed. A delta is served from these lines, and a damaged one has another hash.
-- Before this version, lines were made of the other columns: this is done here for the last time, and `lode verify` compares them with the
-- published hashes.
alter table change_log add column line text collate "C";

update change_log c set line = '{' || concat_ws(',',
    '"after":"' || encode(c.after_hash, 'hex') || '"',
    '"before":"' || encode(c.before_hash, 'hex') || '"',
    case when c.op = 'MOD' then '"changed":' || (
        select '[' || string_agg(to_json(e.value ->> 'path')::text, ',' order by e.place) || ']'
        from jsonb_array_elements(c.changed) with ordinality e(value, place)) end,
    '"id":' || to_json(c.id),
    '"into":' || to_json(c.into_id),
    '"n":' || c.n,
    '"note":' || to_json(c.note),
    '"op":"' || c.op || '"',
    '"reason":"' || c.reason || '"',
    case
        when c.after_hash is null then null
        when exists (select from redacted r where r.type = c.type and r.id = c.id) then '"record":null'
        -- The body is {"data":RECORD,"id":ID,"type":TYPE}.
        else '"record":' || (
            select substr(l.body, 9, length(l.body) - 8 - length(',"id":' || to_json(c.id) || ',"type":' || to_json(c.type) || '}'))
            from leaf l where l.hash = c.after_hash)
    end,
    '"type":' || to_json(c.type)) || '}';

update change_log set line_hash = sha256(convert_to(line, 'UTF8')) where line_hash is null;
