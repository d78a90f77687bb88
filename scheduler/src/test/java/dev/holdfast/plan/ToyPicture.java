package dev.holdfast.plan;

import java.time.Instant;
import java.util.Collection;

/** How a toy cluster stands, in words, for a story that fails. */
final class ToyPicture {

    private ToyPicture() {}

    static String of(Instant now, Plan plan, Collection<ToyNode> nodes) {
        StringBuilder text = new StringBuilder();
        text.append(now).append(" plan ").append(plan.number()).append(' ').append(plan.title());
        text.append(' ').append(plan.status());
        for (Phase phase : plan.phases()) {
            text.append("\n  ").append(phase.name()).append(' ').append(phase.strategy());
            phase.steps().forEach(step -> add(step, text));
        }
        for (ToyNode node : nodes) {
            text.append("\n  ").append(node.id.shortName()).append(' ').append(node.goal);
            text.append(node.up ? " up" : " down").append(" incarnation ").append(node.incarnation);
        }
        return text.toString();
    }

    private static void add(Step step, StringBuilder text) {
        text.append("\n    ").append(step.id()).append(' ').append(step.status());
        step.stage().ifPresent(stage -> text.append(" in ").append(StageText.of(stage)));
        step.reason()
                .ifPresent(why ->
                        text.append(" because ").append(why.rule()).append(": ").append(why.text()));
    }
}
