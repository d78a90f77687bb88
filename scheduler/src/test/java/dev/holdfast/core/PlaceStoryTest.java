package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.core.Sight.Judged;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes for which there is no place yet: what they cost, and what they hold up. */
final class PlaceStoryTest {

    private static final Duration LONG = Duration.ofMinutes(6);

    @TempDir
    private Path directory;

    @Test
    void anOfferInHandIsHeldAgainstTheSameNeedsOnce() {
        Story story = full();
        story.send(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.until(
                "offers are in hand that do not do", LONG, () -> judged(story).size() == 3);
        List<Judged> first = judged(story);
        assertThat(first).as("all held against the same").allMatch(one -> one.equals(first.get(0)));
        story.send(new Event.LastWords(Story.data(0), 99, "")); // makes the cluster be looked at
        List<Judged> second = judged(story);
        for (int i = 0; i < second.size(); i++) {
            assertThat(second.get(i)).as("not asked again").isSameAs(first.get(i));
        }
    }

    @Test
    void whatANeedBecomesIsHeldAgainstTheOffersInHand() {
        Story story = Story.ready(directory, 4, 3);
        story.send(new Command.Apply(Specs.sized(Specs.scaled(story.spec(), 4), 8000, 1024), "too large", 0));
        story.advance(Duration.ofSeconds(20));
        story.send(new Command.Apply(Specs.scaled(story.spec(), 4), "as large as the others", 0));
        story.send(new Command.Apply(Specs.sized(Specs.scaled(story.spec(), 4), 1000, 1024), "smaller", 0));
        story.until("it is there", LONG, story::isReady);
    }

    @Test
    void aPlaceThatBecomesFreeIsSeenThoughItsOfferWasJudged() {
        Story story = full();
        story.send(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.advance(Duration.ofMinutes(1));
        story.expect(Story.data(3), NodeState.WANTED);
        story.line("an agent is added", () -> story.mesos.addAgent(4, 4096, 10_000));
        story.until("it is there", LONG, story::isReady);
    }

    @Test
    void aCancelledReplacementThatFindsNoPlaceDoesNotHoldUpTheNextChange() {
        Story story = full();
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-2");
        story.line("an operator marks its agent gone", () -> story.mesos.markGone(agent, story.now));
        story.until(
                "its volume is given up", LONG, () -> story.node(Story.data(2)).generation() == 2);
        story.advance(Duration.ofMinutes(1));
        story.accepted(new Command.Cancel(Story.ORDERS));
        story.expect("there is no way back", () -> story.plan().isActive());
        story.accepted(new Command.Apply(Specs.of(2, 3), "one keeper more", 0));
        story.until(
                "the new keeper is ready",
                LONG,
                () -> story.state()
                        .node(Story.keeper(1))
                        .filter(node -> node.state() == NodeState.READY)
                        .isPresent());
        story.expect(Story.data(2), NodeState.WANTED);
        story.line("an agent is added", () -> story.mesos.addAgent(4, 4096, 10_000));
        story.until("all ready", LONG, story::isReady);
    }

    /** A cluster on as many agents as it has data nodes, of a master that does not tell how many there are. */
    private Story full() {
        Story story = Story.ready(directory, 3, 3);
        story.mesos.tellsAgents = false;
        story.advance(Duration.ofMinutes(1));
        return story;
    }

    private static List<Judged> judged(Story story) {
        List<Judged> judged = new ArrayList<>();
        for (HeldOffer held : story.state().sight().offers().values()) {
            Optional<Judged> by = held.judged();
            by.ifPresent(judged::add);
        }
        return judged;
    }
}
