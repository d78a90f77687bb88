package dev.holdfast.web.act;

import dev.holdfast.api.wire.Asks;
import java.util.List;

/** Moves partitions so that all brokers share them. */
final class RebalanceDeed implements Deed {

    private static final String THROTTLE = "throttle";

    @Override
    public String name() {
        return "rebalance";
    }

    @Override
    public String label() {
        return "Rebalance";
    }

    @Override
    public String about(Subject subject) {
        return "Moves partitions so that all brokers share them, moving as little as possible.";
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
        return List.of(Section.of(List.of(Field.of(Field.Kind.TEXT, THROTTLE, "Throttle", inputs.text(THROTTLE))
                .hinted("bytes a second for each broker, as in 10MB; empty for no limit"))));
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        return Wish.post(subject.path() + "/rebalance", new Asks.Rebalance(inputs.text(THROTTLE)));
    }
}
