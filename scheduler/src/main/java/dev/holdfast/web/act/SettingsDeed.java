package dev.holdfast.web.act;

import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.Asks;
import java.util.List;

/** Other sizes, settings and options. */
final class SettingsDeed implements Deed {

    @Override
    public String name() {
        return "set";
    }

    @Override
    public String label() {
        return "Change settings";
    }

    @Override
    public String title(Subject subject) {
        return label() + " of " + subject.name();
    }

    @Override
    public String about(Subject subject) {
        return "Changes what nodes get and how they run, in place and node by node. The preview says which of them restart.";
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
        return Knobs.of(subject).sections(inputs);
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        List<String> assignments = Knobs.of(subject).assignments(inputs);
        if (assignments.isEmpty()) {
            throw Refused.because(Refused.INVALID, "nothing is changed", "give another value for something");
        }
        return Wish.post(subject.path() + "/set", new Asks.Set(assignments));
    }
}
