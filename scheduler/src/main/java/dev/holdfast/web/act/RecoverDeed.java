package dev.holdfast.web.act;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.core.View.NodePicture;
import java.util.ArrayList;
import java.util.List;

/** Begins anew from what is left. */
final class RecoverDeed implements Deed {

    private static final String FROM = "from";
    private static final String LOST = "lost";

    @Override
    public String name() {
        return "recover";
    }

    @Override
    public String label() {
        return "Recover";
    }

    @Override
    public String about(Subject subject) {
        return "When a majority is lost for good, begins anew from the node with the newest state that is left. What only the lost nodes had is"
                + " given up.";
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
        List<Field.Choice> nodes = new ArrayList<>(List.of(new Field.Choice("", "the one with the newest state")));
        for (NodePicture node : subject.cluster().nodes()) {
            nodes.add(new Field.Choice(node.id().shortName(), node.id().shortName() + ", " + node.state()));
        }
        return List.of(Section.of(List.of(
                Field.of(Field.Kind.CHOICE, FROM, "From", inputs.text(FROM)).choosing(nodes),
                Field.of(Field.Kind.LINES, LOST, "Lost nodes", inputs.raw(LOST))
                        .hinted("one a line: nodes whose disks are lost though their agents are not marked gone"))));
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        return Wish.post(
                subject.path() + "/recover",
                new Asks.Recover(inputs.text(FROM), inputs.lines(LOST), inputs.text(Doing.CONFIRM)));
    }
}
