package dev.holdfast.core;

import dev.holdfast.plan.Step;
import java.util.ArrayList;
import java.util.List;

/** How things stand, for people who must find out why a story failed. */
final class StoryText {

    private StoryText() {}

    static String of(Command command) {
        String text = command.toString();
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    static String of(Story story) {
        StringBuilder text = new StringBuilder("  how things stand:");
        for (ClusterRecord cluster : story.state().clusters().values()) {
            cluster.plan().ifPresent(plan -> {
                text.append("\n    plan ")
                        .append(plan.number())
                        .append(' ')
                        .append(plan.title())
                        .append(' ')
                        .append(plan.status());
                plan.steps().filter(step -> !step.status().isOver()).forEach(step -> text.append(text(step)));
            });
        }
        for (NodeRecord node : story.state().nodes().values()) {
            text.append("\n    ")
                    .append(node.id())
                    .append(' ')
                    .append(node.state())
                    .append(" goal ")
                    .append(node.goal());
            node.claim()
                    .ifPresent(claim -> text.append(" on ")
                            .append(claim.agent().id())
                            .append(" as ")
                            .append(claim.uid())
                            .append(' ')
                            .append(Sizing.of(claim.reserved()))
                            .append(claim.sentAt().map(at -> " sent " + at).orElse(""))
                            .append(claim.change().isPresent() ? " changing" : ""));
            node.incarnation()
                    .ifPresent(last -> text.append(" run ")
                            .append(last.number())
                            .append(' ')
                            .append(last.state()));
            text.append(node.trouble().failures() > 0 ? " trouble " + node.trouble() : "");
        }
        text.append("\n    waits ").append(story.state().sight().waits());
        text.append("\n    surplus ").append(story.state().surplus().values());
        text.append("\n    roles ")
                .append(story.mesos.offers.roles)
                .append(" suppressed ")
                .append(story.mesos.offers.suppressed);
        for (SimTask task : story.mesos.tasks.all()) {
            text.append("\n    task ")
                    .append(task.spec.id())
                    .append(' ')
                    .append(task.state)
                    .append(" on ")
                    .append(task.agent.id);
        }
        story.mesos
                .reservations()
                .forEach((uid, held) ->
                        text.append("\n    reserved ").append(uid).append(": ").append(Sizing.of(held)));
        text.append("\n    attention ")
                .append(story.state().sight().attention())
                .append(" offers ")
                .append(story.state().sight().offers().keySet());
        List<Fact> facts = story.facts;
        facts.stream()
                .filter(Fact.Told.class::isInstance)
                .skip(Math.max(
                        0, facts.stream().filter(Fact.Told.class::isInstance).count() - 15))
                .forEach(fact -> text.append("\n    told ").append(fact));
        return text.toString();
    }

    private static String text(Step step) {
        return "\n      " + step.id() + " " + step.status()
                + step.stage().map(stage -> " in " + stage).orElse("")
                + step.reason()
                        .map(reason -> " because " + reason.rule() + ": " + reason.text())
                        .orElse("");
    }

    /** Facts that make a state out of nothing. */
    static List<Fact> facts(State state) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.SelfIs(state.self()));
        state.clusters().values().forEach(cluster -> facts.add(new Fact.ClusterIs(cluster)));
        state.nodes().values().forEach(node -> facts.add(new Fact.NodeIs(node)));
        state.surplus().values().forEach(surplus -> facts.add(new Fact.Surplus(surplus)));
        return facts;
    }
}
