package org.lode.author;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lode.author.Draft.Row;
import org.lode.author.Money.UsdRates;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;
import org.lode.release.CanonicalJson;
import org.lode.release.Leaf;
import org.lode.release.RecordKey;
import org.lode.release.State;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes records from the rows of a valid draft, with derived amounts in US dollars. */
final class RecordReader {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Draft draft;
    private final UsdRates rates;

    RecordReader(Draft draft) {
        this.draft = draft;
        this.rates = new UsdRates(draft);
    }

    State read() {
        List<Leaf> leaves = new ArrayList<>();
        draft.description().records().forEach(kind -> read(kind, leaves));
        return State.of(leaves);
    }

    private void read(RecordKind kind, List<Leaf> leaves) {
        Map<String, Map<String, List<JsonNode>>> parts = new HashMap<>();
        draft.description().partsOf(kind).forEach(part -> parts.put(part.part(), rows(part)));
        draft.description().linksOf(kind).forEach(link -> parts.put(link.part(), targets(link)));
        for (Row row : draft.rows(kind)) {
            ObjectNode data = data(kind, row);
            parts.forEach((name, byOwner) -> {
                List<JsonNode> own = byOwner.getOrDefault(row.text("id"), List.of());
                data.putArray(name)
                        .addAll(own.stream()
                                .sorted(Comparator.comparing(CanonicalJson::write, Row::compareTexts))
                                .toList());
            });
            leaves.add(Leaf.of(new RecordKey(kind.type(), row.text("id")), data));
        }
    }

    private Map<String, List<JsonNode>> rows(PartKind part) {
        Map<String, List<JsonNode>> byOwner = new HashMap<>();
        String owner = part.ownerField().name();
        for (Row row : draft.rows(part)) {
            ObjectNode data = data(part, row);
            data.remove(owner);
            byOwner.computeIfAbsent(row.text(owner), id -> new ArrayList<>()).add(data);
        }
        return byOwner;
    }

    private Map<String, List<JsonNode>> targets(LinkKind link) {
        Map<String, List<JsonNode>> byOwner = new HashMap<>();
        for (Row row : draft.rows(link)) {
            byOwner.computeIfAbsent(row.text(link.ownerField().name()), id -> new ArrayList<>())
                    .add(JSON.stringNode(row.text(link.targetField().name())));
        }
        return byOwner;
    }

    private ObjectNode data(Table table, Row row) {
        Row whole = withUsd(table, row);
        ObjectNode data = JSON.objectNode();
        for (Field field : table.fields()) {
            if (field.type() != FieldType.ID) {
                String text = whole.get(field.name());
                data.set(field.name(), text == null ? JSON.nullNode() : value(field, text));
            }
        }
        return data;
    }

    /** Returns the row with its amounts in US dollars, which replace those in the table. */
    private Row withUsd(Table table, Row row) {
        Optional<Money> money = Money.of(table);
        Optional<UsdRates.Usd> usd = money.flatMap(columns -> rates.usd(row, columns));
        if (usd.isEmpty()) {
            return row;
        }
        Row whole = row.with(Money.USD_AMOUNT, usd.get().amount());
        String rate = usd.get().rateId();
        whole = rate == null ? whole : whole.with(Money.USD_RATE, rate);
        if (Money.hasAgencyPart(table)) {
            String own = rates.agencyUsd(row, money.orElseThrow()).orElseThrow();
            return whole.with(Money.AGENCY_USD_AMOUNT, own);
        }
        return whole;
    }

    private static JsonNode value(Field field, String text) {
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM, DATE, DECIMAL -> JSON.stringNode(text);
            case INTEGER -> JSON.numberNode(Integer.parseInt(text));
            case BOOLEAN -> JSON.booleanNode(Boolean.parseBoolean(text));
            case LIST -> list(text);
        };
    }

    private static ArrayNode list(String text) {
        ArrayNode list = JSON.arrayNode();
        List.of(text.split("\\|", -1)).stream().sorted(Row::compareTexts).forEach(list::add);
        return list;
    }
}
