package dev.holdfast.web.act;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.core.View.NodePicture;
import java.util.ArrayList;
import java.util.List;

/** A verb on one node, which is chosen if the address does not name it. */
record NodeDeed(String name, String label, String text) implements Deed {

    private static final String NODE = "which";

    @Override
    public String about(Subject subject) {
        return text;
    }

    @Override
    public Care care(Inputs inputs) {
        return Care.ALWAYS;
    }

    @Override
    public boolean hasPreview() {
        return true;
    }

    @Override
    public List<Section> sections(Subject subject, Inputs inputs) {
        if (!subject.node().isEmpty()) {
            return List.of();
        }
        List<Field.Choice> nodes = new ArrayList<>();
        for (NodePicture node : subject.cluster().nodes()) {
            String where = node.hostname().isEmpty() ? "" : " on " + node.hostname();
            nodes.add(new Field.Choice(node.id().shortName(), node.id().shortName() + ", " + node.state() + where));
        }
        return List.of(Section.of(List.of(
                Field.of(Field.Kind.CHOICE, NODE, "Node", inputs.text(NODE)).choosing(nodes))));
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        String node = subject.node().isEmpty() ? inputs.text(NODE) : subject.node();
        return Wish.post(subject.path() + "/" + name, new Asks.Node(node));
    }
}
