package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Result;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.DataPackage;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.SearchField;
import org.lode.model.Sha256;
import org.lode.model.Words;
import org.lode.query.SqlContext;
import org.lode.query.TableRef;
import org.lode.query.Titles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The search documents: what records are found by. They follow from the tables, release by release, and are part of no hash. */
record SearchDocumentStore(DSLContext sql, DataPackage data) {
    static final String DOCUMENTS = "search_documents";
    static final String WORDS = "search_words";

    /** Must be raised with every change of how documents are made from the same description. */
    private static final int FORM = 2;

    /** Ends the documents whose texts changed. */
    private static final String CLOSE = """
            with affected as materialized ({0}),
            wanted as materialized (
              select t.id from affected t join search_documents d on d.id = t.id and d.to_seq = 2147483647),
            fresh as ({1})
            update search_documents d set to_seq = {2}
            from wanted w left join fresh f on f.id = w.id
            where d.id = w.id and d.to_seq = 2147483647
              and (f.id is null or f.fields <> d.fields or f.title <> d.title)
            """;

    /** Selects the documents of records that have none now. */
    private static final String MISSING = """
            with affected as materialized ({0}),
            wanted as materialized (
              select t.id from affected t
              where not exists (select from search_documents d where d.id = t.id and d.to_seq = 2147483647))
            select f.id, f.title, f.fields::text from ({1}) f(id, title, fields)
            """;

    private static final String OPEN = """
            insert into search_documents (type, id, from_seq, title, names, fields, lexemes, name_lexemes)
            select {0}, t.id, {1}, t.title, t.names::text[], t.fields::jsonb, t.lexemes::tsvector, t.own::tsvector
            from unnest({2}, {3}, {4}, {5}, {6}, {7}) t(id, title, names, fields, lexemes, own)
            """;

    private static final int BATCH = 500;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Ends the words that no live document has any more. */
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

    /** Makes all documents again, unless they are those of this release and description. Returns whether it made them. */
    boolean fill(int newest) {
        if (newest == 0
                || sql.fetchExists(
                        DSL.table("search_position"),
                        DSL.condition("sequence = ? and description = ?", newest, description()))) {
            return false;
        }
        sql.execute("delete from search_documents");
        sql.execute("delete from search_words");
        for (int sequence = 1; sequence <= newest; sequence++) {
            apply(sequence);
        }
        return true;
    }

    /** Makes all documents again, also when they exist. */
    void refill(int newest) {
        sql.execute("delete from search_position");
        fill(newest);
    }

    /** Brings the documents from the release before to this one, which the tables and the change log already hold. */
    void apply(int sequence) {
        for (RecordKind kind : data.records()) {
            if (!data.searched(kind).isEmpty()) {
                Documents documents = new Documents(data, kind, sequence);
                sql.execute(CLOSE, documents.affected(), documents.documents(), DSL.val(sequence));
                open(kind, sequence, documents);
            }
        }
        // For rare words the planner would choose a scan of all documents, and hope for an early end.
        sql.execute("set local enable_seqscan = off");
        sql.execute(CLOSE_WORDS, DSL.val(sequence));
        sql.execute("set local enable_seqscan = on");
        sql.execute(OPEN_WORDS, DSL.val(sequence));
        sql.execute("delete from search_position");
        sql.execute("insert into search_position values (?, ?)", sequence, description());
    }

    private void open(RecordKind kind, int sequence, Documents documents) {
        try (Cursor<?> missing = sql.resultQuery(MISSING, documents.affected(), documents.documents())
                .fetchSize(BATCH)
                .fetchLazy()) {
            while (missing.hasNext()) {
                open(kind, sequence, missing.fetchNext(BATCH));
            }
        }
    }

    private void open(RecordKind kind, int sequence, Result<?> documents) {
        List<String> fields = documents.getValues(2, String.class);
        List<DocumentText> texts = fields.stream()
                .map(pairs -> DocumentText.of(data, kind, JSON.readTree(pairs)))
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

    /** Returns a text that differs for every other way of making documents. */
    private String description() {
        List<String> all = data.records().stream()
                .map(kind -> kind.type() + " " + kind.title() + " " + kind.search())
                .toList();
        return FORM + " " + Sha256.hexOf(all.toString());
    }

    /** The documents of the records of one kind in one release, as SQL over the tables of the dataset. */
    private static final class Documents {
        private static final Table<?> WANTED = DSL.table(DSL.name("wanted"));
        private static final Field<String> WANTED_ID = DSL.field(DSL.name("wanted", "id"), SQLDataType.CLOB);
        private static final Field<String> TEXT_ID = DSL.field(DSL.name("text", "id"), SQLDataType.CLOB);

        private final DataPackage data;
        private final SqlContext titles;
        private final List<SearchField> texts;
        private final RecordKind kind;
        private final int sequence;

        Documents(DataPackage data, RecordKind kind, int sequence) {
            this.data = data;
            this.titles = new SqlContext(sequence);
            this.texts = data.searched(kind);
            this.kind = kind;
            this.sequence = sequence;
        }

        /** Selects ids of the records that the release changed, and of those that lead to a record that it changed. */
        Select<?> affected() {
            return texts.stream()
                    .filter(text -> text.reference() != null)
                    .<Select<?>>map(this::leadingTo)
                    .distinct()
                    .reduce(changed(kind), Documents::union);
        }

        private Select<?> changed(RecordKind changed) {
            Condition by = DSL.condition("c.seq = {0} and c.type = {1}", DSL.val(sequence), DSL.val(changed.type()));
            return DSL.select(DSL.field("c.id", String.class).as("id"))
                    .from("change_log as c")
                    .where(by);
        }

        private Select<?> leadingTo(SearchField text) {
            TableRef from = new TableRef(text.part() == null ? kind : text.part(), "t", sequence);
            Field<String> owner = text.part() == null
                    ? from.id()
                    : from.text(text.part().fields().getFirst().name());
            Field<String> reference =
                    from.text(Objects.requireNonNull(text.reference()).name());
            Condition leads = DSL.condition("{0} in ({1})", reference, changed(Objects.requireNonNull(text.target())));
            return DSL.select(owner.as("id")).from(from.from()).where(from.valid(), leads);
        }

        /** Selects id, title and fields of the documents of the records in the table {@code wanted}. */
        Select<?> documents() {
            Select<?> all = IntStream.range(0, texts.size())
                    .<Select<?>>mapToObj(this::values)
                    .reduce(Documents::unionAll)
                    .orElseThrow();
            Field<?> fields = DSL.field("jsonb_agg(jsonb_build_array(path, value) order by n, value collate \"C\")")
                    .as("fields");
            return DSL.select(TEXT_ID, title(), fields)
                    .from(all.asTable("text"))
                    .groupBy(TEXT_ID);
        }

        /** Selects id, place, path, weight and value of one text of each record; of a list, of each of its texts. */
        private Select<?> values(int n) {
            SearchField text = texts.get(n);
            TableRef own = new TableRef(kind, "t", sequence);
            TableRef holder = own;
            Table<?> from = WANTED.join(own.from()).on(own.id().eq(WANTED_ID), own.valid());
            if (text.part() != null) {
                holder = new TableRef(text.part(), "p", sequence);
                Field<String> owner =
                        holder.text(text.part().fields().getFirst().name());
                from = from.join(holder.from()).on(owner.eq(own.id()), holder.valid());
            }
            if (text.reference() != null) {
                Field<String> reference = holder.text(text.reference().name());
                holder = new TableRef(Objects.requireNonNull(text.target()), "o", sequence);
                from = from.join(holder.from()).on(holder.id().eq(reference), holder.valid());
            }
            Field<?> column = holder.column(text.field());
            boolean list = text.field().type() == FieldType.LIST;
            return DSL.select(
                            own.id().as("id"),
                            DSL.inline(n).as("n"),
                            DSL.inline(text.path()).as("path"),
                            DSL.inline(text.weight().name()).as("weight"),
                            (list ? DSL.field("unnest({0})", SQLDataType.CLOB, column) : column).as("value"))
                    .from(from)
                    .where(column.isNotNull());
        }

        private Field<?> title() {
            TableRef row = titles.ref(kind);
            return DSL.field(DSL.select(new Titles(data, titles).of(row))
                            .from(row.from())
                            .where(row.id().eq(TEXT_ID), row.valid()))
                    .as("title");
        }

        @SuppressWarnings("unchecked")
        private static Select<?> union(Select<?> one, Select<?> other) {
            return ((Select<org.jooq.Record>) one).union((Select<org.jooq.Record>) other);
        }

        @SuppressWarnings("unchecked")
        private static Select<?> unionAll(Select<?> one, Select<?> other) {
            return ((Select<org.jooq.Record>) one).unionAll((Select<org.jooq.Record>) other);
        }
    }

    /**
     * The words of one record's texts, in the written form of PostgreSQL's types.
     *
     * @param names the record's own names as words, short forms in brackets also by themselves: "Organization for Metals (JOGMEC)"
     * @param lexemes a tsvector of all texts, weighed
     * @param nameLexemes a tsvector of the record's own names alone
     */
    private record DocumentText(String names, String lexemes, String nameLexemes) {
        private static final Pattern BRACKETS = Pattern.compile("[(]([^()]+)[)]$");

        /** @param fields pairs of a path and a text */
        static DocumentText of(DataPackage data, RecordKind kind, JsonNode fields) {
            Set<String> names = new LinkedHashSet<>();
            Vector all = new Vector();
            Vector own = new Vector();
            for (JsonNode field : fields) {
                String path = field.path(0).asString();
                String value = field.path(1).asString();
                SearchField.Weight weight = weight(data, kind, path);
                Words words = Words.of(value);
                all.add(words, weight);
                if (weight == SearchField.Weight.A) {
                    names.add(words.name());
                    Matcher brackets = BRACKETS.matcher(value);
                    if (brackets.find()) {
                        names.add(Words.of(brackets.group(1)).name());
                    }
                }
                if (data.isName(kind, path)) {
                    own.add(words, weight);
                }
            }
            String array = names.stream()
                    .map(name -> "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                    .collect(Collectors.joining(",", "{", "}"));
            return new DocumentText(array, all.toString(), own.toString());
        }

        private static SearchField.Weight weight(DataPackage data, RecordKind kind, String path) {
            return data.searched(kind).stream()
                    .filter(field -> field.path().equals(path))
                    .map(SearchField::weight)
                    .findFirst()
                    .orElseThrow();
        }

        /** Words and their positions, with a gap between two texts, so that no phrase reaches from one into the next. */
        private static final class Vector {
            /** The last position that a tsvector holds, and the most positions of one word. */
            private static final int MAX_POSITION = 16_383;

            private static final int MAX_POSITIONS = 255;

            /** Keeps a very long text below the limit of a tsvector, one megabyte. */
            private static final int MAX_BYTES = 700_000;

            private final Map<String, List<String>> positions = new TreeMap<>();
            private int next = 1;
            private int bytes;

            void add(Words words, SearchField.Weight weight) {
                for (int at = 0; at < words.words().size(); at++) {
                    String position = Math.min(next + at, MAX_POSITION) + weight.name();
                    words.lexemes(at).forEach(lexeme -> add(lexeme, position));
                }
                next += words.words().size() + 1;
            }

            private void add(String lexeme, String position) {
                List<String> known = positions.get(lexeme);
                int more = known == null ? lexeme.getBytes(StandardCharsets.UTF_8).length + 8 : 2;
                if (bytes + more > MAX_BYTES || (known != null && known.size() == MAX_POSITIONS)) {
                    return;
                }
                bytes += more;
                positions.computeIfAbsent(lexeme, first -> new ArrayList<>()).add(position);
            }

            @Override
            public String toString() {
                return positions.entrySet().stream()
                        .map(word -> "'" + word.getKey().replace("\\", "\\\\").replace("'", "''") + "':"
                                + String.join(",", word.getValue()))
                        .collect(Collectors.joining(" "));
            }
        }
    }
}
