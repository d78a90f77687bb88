package dev.holdfast.web.act;

import dev.holdfast.api.cassandra.RingAsks;
import java.util.List;

/** A chore beside a node, or beside all, one after the other. */
record ChoreDeed(String name, String label, String text) implements Deed {

    private static final String KEYSPACE = "keyspace";

    @Override
    public String about(Subject subject) {
        return text + (subject.node().isEmpty() ? " Node by node, one after the other." : "");
    }

    @Override
    public Care care(Inputs inputs) {
        return Care.BY_PLAN;
    }

    @Override
    public boolean hasPreview() {
        return true;
    }

    @Override
    public List<Section> sections(Subject subject, Inputs inputs) {
        return List.of(Section.of(List.of(Field.of(Field.Kind.TEXT, KEYSPACE, "Keyspace", inputs.text(KEYSPACE))
                .hinted("empty for all of them"))));
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        return Wish.post(subject.path() + "/chores/" + name, new RingAsks.Chore(subject.node(), inputs.text(KEYSPACE)));
    }
}
