package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import tools.jackson.databind.json.JsonMapper;

/** What records are found by: derived from the tables, release by release, and no part of any hash. */
final class DocumentStore {
    static final String DOCUMENTS = "search_documents";
    static final String WORDS = "search_words";

    /** To be raised with every change of how documents are made from the same description. */
    private static final int FORM = 2;

    /** Ends the documents that no longer read as they did. */
    private static final String CLOSE = """
            with touched as materialized ({0}),
            wanted as materialized (
              select t.id from touched t join search_documents d on d.id = t.id and d.to_seq = 2147483647),
            fresh as ({1})
            update search_documents d set to_seq = {2}
            from wanted w left join fresh f on f.id = w.id
            where d.id = w.id and d.to_seq = 2147483647
              and (f.id is null or f.fields <> d.fields or f.title <> d.title)
            """;

    /** The documents of records that have none now. */
    private static final String MISSING = """
            with touched as materialized ({0}),
            wanted as materialized (
              select t.id from touched t
              where not exists (select from search_documents d where d.id = t.id and d.to_seq = 2147483647))
            select f.id, f.title, f.fields::text from ({1}) f(id, title, fields)
            """;

    private static final String OPEN = """
            insert into search_documents (type, id, from_seq, title, names, fields, lexemes, name_lexemes)
            select {0}, t.id, {1}, t.title, t.names::text[], t.fields::jsonb, t.lexemes::tsvector, t.own::tsvector
            from unnest({2}, {3}, {4}, {5}, {6}, {7}) t(id, title, names, fields, lexemes, own)
            """;

    private static final int AT_ONCE = 500;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Ends the words that went with the last document that had them. */
    private static final String CLOSE_WORDS = """
            with gone as materialized (
              select unnest(tsvector_to_array(lexemes)) collate "C" as word from search_documents where to_seq = {0}
              except
              select unnest(tsvector_to_array(lexemes)) collate "C" from search_documents where from_seq = {0})
            update search_words w set to_seq = {0} from gone g
            where w.word = g.word and w.to_seq = 2147483647
              and not exists (
                select from search_documents d
                where d.to_seq = 2147483647 and d.lexemes @@ ('''' || g.word || '''')::tsquery)
            """;

    private static final String OPEN_WORDS = """
            insert into search_words (word, from_seq)
            select distinct u.word collate "C", {0}
            from search_documents d cross join unnest(tsvector_to_array(d.lexemes)) u(word)
            where d.from_seq = {0} and length(u.word) between 4 and 64 and u.word !~ '[0-9]'
              and not exists (select from search_words w where w.word = u.word and w.to_seq = 2147483647)
            """;

    private final DSLContext sql;
    private final DataPackage data;

    DocumentStore(DSLContext sql, DataPackage data) {
        this.sql = sql;
        this.data = data;
    }

    /** Makes all documents anew, unless they are those of this release and description: an older Lode kept none. */
    boolean fill(int newest) {
        if (newest == 0 || sql.fetchExists(DSL.table(DSL.name("search_position")), isAt(newest))) {
            return false;
        }
        sql.execute("delete from search_documents");
        sql.execute("delete from search_words");
        for (int sequence = 1; sequence <= newest; sequence++) {
            apply(sequence);
        }
        return true;
    }

    /** Makes all documents anew, whatever there is. */
    void refill(int newest) {
        sql.execute("delete from search_position");
        fill(newest);
    }

    /** Brings the documents from the release before to this one, which the tables and the change log already hold. */
    void apply(int sequence) {
        for (RecordKind kind : data.records()) {
            if (!data.searched(kind).isEmpty()) {
                DocumentSql documents = new DocumentSql(data, kind, sequence);
                sql.execute(CLOSE, documents.touched(), documents.documents(), DSL.val(sequence));
                open(kind, sequence, documents);
            }
        }
        words(DSL.val(sequence));
        sql.execute("delete from search_position");
        sql.execute("insert into search_position values ({0}, {1})", DSL.val(sequence), DSL.val(description()));
    }

    private void open(RecordKind kind, int sequence, DocumentSql documents) {
        try (Cursor<?> missing = sql.resultQuery(MISSING, documents.touched(), documents.documents())
                .fetchSize(AT_ONCE)
                .fetchLazy()) {
            while (missing.hasNext()) {
                open(kind, sequence, missing.fetchNext(AT_ONCE));
            }
        }
    }

    private void open(RecordKind kind, int sequence, Result<?> documents) {
        List<String> fields = documents.getValues(2, String.class);
        List<DocumentText> texts = fields.stream()
                .map(JSON::readTree)
                .map(pairs -> DocumentText.of(data, kind, pairs))
                .toList();
        sql.execute(
                OPEN,
                DSL.val(kind.type()),
                DSL.val(sequence),
                array(documents.getValues(0, String.class)),
                array(documents.getValues(1, String.class)),
                array(texts.stream().map(DocumentText::names).toList()),
                array(fields),
                array(texts.stream().map(DocumentText::lexemes).toList()),
                array(texts.stream().map(DocumentText::nameLexemes).toList()));
    }

    private static Field<String[]> array(List<String> values) {
        return DSL.val(values.toArray(String[]::new), SQLDataType.CLOB.array());
    }

    private void words(Field<Integer> sequence) {
        // For words that hardly any document has, a scan of all would be chosen on the hope of a near end.
        sql.execute("set local enable_seqscan = off");
        sql.execute(CLOSE_WORDS, sequence);
        sql.execute("set local enable_seqscan = on");
        sql.execute(OPEN_WORDS, sequence);
    }

    private Condition isAt(int sequence) {
        return DSL.condition("sequence = {0} and description = {1}", DSL.val(sequence), DSL.val(description()));
    }

    /** Another one for every other way of making documents. */
    private String description() {
        List<String> all = data.records().stream()
                .map(kind -> kind.type() + " " + kind.title() + " " + kind.search())
                .toList();
        return FORM + " " + Sha256.hex(Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
