package dev.holdfast.store;

import dev.holdfast.core.Fact;
import dev.holdfast.core.Self;
import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** State as a text that can be kept or brought elsewhere: a line that says what it is, then one line for each record, in JSON. */
public final class StateFile {

    private static final String WHAT = "holdfast state";

    /** Facts of history go over so many at a time; records all at once. */
    private static final int BATCH = 500;

    private record Head(String what, int schema) {}

    private record Line(String key, String json) {}

    private record Wish(ClusterName cluster, long number, Instant at, ClusterSpec spec) {}

    private static final String TARGET = "target";
    private static final String TOLD = "told";

    private StateFile() {}

    /** All that a store holds. */
    public static String text(Store store) {
        JsonMapper json = Json.mapper();
        Records records = new Records(json);
        StringBuilder text = new StringBuilder();
        text.append(json.writeValueAsString(new Head(WHAT, SqliteStore.SCHEMA_VERSION)))
                .append('\n');
        for (Fact fact : ((Portable) store).everything()) {
            Line line;
            if (fact instanceof Fact.TargetAccepted accepted) {
                Wish wish = new Wish(accepted.name(), accepted.number(), accepted.at(), accepted.spec());
                line = new Line(TARGET, json.writeValueAsString(wish));
            } else if (fact instanceof Fact.Told told) {
                line = new Line(TOLD, json.writeValueAsString(ToldLine.of(told)));
            } else {
                Records.Change change = records.change(fact).orElseThrow();
                line = new Line(change.key(), change.json().orElseThrow());
            }
            text.append(json.writeValueAsString(line)).append('\n');
        }
        return text.toString();
    }

    /**
     * Fills a store that is empty.
     *
     * @param mark in place of the one it had, so that what is named from now on was never named before
     * @throws StoreException if the store is not empty, or the text is none of {@link #text}'s, or of a newer Holdfast
     */
    public static int fill(Store store, String text, String mark) {
        if (!((Portable) store).isEmpty()) {
            throw new StoreException(
                    "there is a state already where this one shall go",
                    "give a place that is empty; two states are never mixed",
                    new IllegalStateException("not empty"));
        }
        List<Fact> history = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        List<String> lines = text.lines().toList();
        JsonMapper json = Json.mapper();
        head(json, lines.isEmpty() ? "" : lines.get(0));
        Records records = new Records(json);
        for (int i = 1; i < lines.size(); i++) {
            try {
                Line line = json.readValue(lines.get(i), Line.class);
                if (line.key().equals(TARGET)) {
                    Wish wish = json.readValue(line.json(), Wish.class);
                    history.add(new Fact.TargetAccepted(wish.cluster(), wish.number(), wish.spec(), wish.at()));
                } else if (line.key().equals(TOLD)) {
                    history.add(json.readValue(line.json(), ToldLine.class).told());
                } else {
                    facts.add(marked(records.read(line.key(), line.json()), mark));
                }
            } catch (RuntimeException e) { // whatever a damaged line makes of our records' constructors
                throw damaged("line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        if (facts.stream().noneMatch(Fact.SelfIs.class::isInstance)) {
            throw damaged("it does not say whose state it is", new IllegalArgumentException("no self"));
        }
        for (int i = 0; i < history.size(); i += BATCH) {
            store.commit(history.subList(i, Math.min(history.size(), i + BATCH)));
        }
        store.commit(facts);
        return facts.size();
    }

    private static Fact marked(Fact fact, String mark) {
        return fact instanceof Fact.SelfIs is
                ? new Fact.SelfIs(new Self(is.self().owner(), mark, is.self().frameworkId(), 0))
                : fact;
    }

    private static void head(JsonMapper json, String line) {
        Head head;
        try {
            head = json.readValue(line, Head.class);
        } catch (JacksonException e) {
            throw damaged("it does not begin as one", e);
        }
        if (!WHAT.equals(head.what())) {
            throw damaged("it does not begin as one", new IllegalArgumentException(line));
        }
        if (head.schema() > SqliteStore.SCHEMA_VERSION) {
            throw new StoreException(
                    "the file was written by a newer Holdfast (schema " + head.schema() + ", this one reads "
                            + SqliteStore.SCHEMA_VERSION + ")",
                    "use that newer Holdfast",
                    new IllegalStateException("schema " + head.schema()));
        }
    }

    private static StoreException damaged(String why, Exception e) {
        return new StoreException(
                "this is no state file of Holdfast's, or a damaged one: " + why,
                "give one that `holdfast state export` has written",
                e);
    }
}
