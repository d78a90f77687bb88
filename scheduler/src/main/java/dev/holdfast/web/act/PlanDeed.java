package dev.holdfast.web.act;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.plan.Plan;
import java.util.List;
import java.util.Optional;

/** A verb on the plan under way, or on the whole cluster, with nothing to choose. */
record PlanDeed(String name, String label, Care usual, boolean hasPreview, boolean needsPlan, String path, String text)
        implements Deed {

    @Override
    public Care care(Inputs inputs) {
        return usual;
    }

    @Override
    public String about(Subject subject) {
        return text;
    }

    @Override
    public List<Section> sections(Subject subject, Inputs inputs) {
        return List.of();
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        return Wish.post(subject.path() + "/" + path, new Asks.Nothing());
    }

    @Override
    public Optional<String> pointless(Subject subject) {
        boolean active = subject.cluster().plan().filter(Plan::isActive).isPresent();
        return needsPlan && !active
                ? Optional.of("No plan is under way for " + subject.cluster().name() + ".")
                : Optional.empty();
    }
}
