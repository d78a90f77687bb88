package dev.holdfast.web;

import dev.holdfast.api.PlanPictures;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.api.wire.StepInfo;
import dev.holdfast.plan.Plan;
import java.util.List;

/** A plan and how far it is. */
public record Progress(PlanInfo plan, int done, int all) {

    public static Progress of(Plan plan) {
        PlanInfo info = PlanPictures.plan(plan);
        List<StepInfo> steps = info.steps().toList();
        return new Progress(info, (int) steps.stream().filter(StepInfo::isOver).count(), steps.size());
    }

    /** Those that have begun and are not over. */
    public List<StepInfo> current() {
        return plan.steps().filter(StepInfo::hasBegun).toList();
    }

    public boolean waits() {
        return plan.status().equals("paused")
                || plan.steps().anyMatch(step -> step.status().equals("waiting"));
    }

    /** The plan's own word, but that it waits says more than that it runs. */
    public String status() {
        return plan.isActive() && plan.status().equals("running") && waits() ? "waiting" : plan.status();
    }
}
