package dev.holdfast.web.act;

import dev.holdfast.api.wire.Asks;
import java.util.List;

/** A verb on one node or all, with nothing to choose. */
record NodesDeed(String name, String label, Care usual, String ofAll, String ofOne) implements Deed {

    @Override
    public Care care(Inputs inputs) {
        return usual;
    }

    @Override
    public String about(Subject subject) {
        return subject.node().isEmpty() ? ofAll : ofOne;
    }

    @Override
    public boolean hasPreview() {
        return true;
    }

    @Override
    public List<Section> sections(Subject subject, Inputs inputs) {
        return List.of();
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        List<String> nodes = subject.node().isEmpty() ? List.of() : List.of(subject.node());
        return Wish.post(subject.path() + "/" + name, new Asks.Nodes(nodes));
    }
}
