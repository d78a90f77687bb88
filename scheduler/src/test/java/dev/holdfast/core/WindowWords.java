package dev.holdfast.core;

import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Words for stories about maintenance windows. */
final class WindowWords {

    static final Duration LONG = Duration.ofMinutes(6);
    static final Duration LEAD = moments(10);
    static final Duration AHEAD = moments(15);
    static final Duration LASTS = moments(10);
    static final NodeId NODE = Story.data(2);

    private WindowWords() {}

    /** A third of a minute: stories are short where nothing in them takes its own time. */
    static Duration moments(int number) {
        return Duration.ofSeconds(20L * number);
    }

    static Story ready(Path directory, int agents) {
        Story story = Story.ready(directory, agents, 3);
        story.send(new Command.Apply(Specs.option(story.spec(), "maintenance-lead", LEAD.toSeconds() + "s"), "set", 0));
        return story;
    }

    static Story with(Path directory, String option, String value, int agents) {
        Story story = ready(directory, agents);
        story.send(new Command.Apply(Specs.option(story.spec(), option, value), "set", 0));
        story.until("all ready", LONG, story::isReady);
        return story;
    }

    /** A story in which a node is down because of a window on its agent that begins after its lead. */
    static Story resting(Path directory, int agents) {
        Story story = ready(directory, agents);
        story.line(
                "a window on its agent",
                () -> story.mesos.announce(agent(story), story.now.plus(LEAD).plusSeconds(5), LASTS));
        story.until("it is stopped for it", moments(1), () -> rests(story));
        return story;
    }

    /** The gates open, which the scheduler sees when it next looks at the cluster. */
    static void open(Story story) {
        story.toy.rules.shut.clear();
        story.send(new Event.LastWords(NODE, 99, ""));
    }

    static boolean rests(Story story) {
        return story.node(NODE).state() == NodeState.STOPPED
                && !story.plan().isActive()
                && story.cluster().stopped().contains(NODE);
    }

    static SimAgent agent(Story story) {
        return agent(story, NODE);
    }

    static SimAgent agent(Story story, NodeId node) {
        return story.mesos.agents.stream()
                .filter(agent -> agent.id.equals(
                        story.node(node).claim().orElseThrow().agent().id()))
                .findFirst()
                .orElseThrow();
    }

    static void announce(Story story, SimAgent agent) {
        story.mesos.announce(agent, story.now.plus(AHEAD), LASTS);
    }

    static int accepted(Story story) {
        return story.world.done(Effect.AcceptInverse.class).size();
    }

    static int declined(Story story) {
        return story.world.done(Effect.DeclineInverse.class).size();
    }

    static Reason reason(Story story) {
        return reason(story, NODE);
    }

    static Reason reason(Story story, NodeId node) {
        return Optional.ofNullable(story.state().sight().waits().get(node)).orElseThrow();
    }

    static List<String> told(Story story) {
        return story.facts.stream()
                .filter(Fact.Told.class::isInstance)
                .map(fact -> ((Fact.Told) fact).text())
                .toList();
    }
}
