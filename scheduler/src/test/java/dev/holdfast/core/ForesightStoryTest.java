package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Answer.Outlook;
import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A preview says where nodes would go, without an offer in hand. */
final class ForesightStoryTest {

    @TempDir
    private Path directory;

    private static List<Outlook> outlooks(Story story, ClusterSpec spec) {
        State before = story.state();
        Answer answer = story.send(new Command.Preview(spec, "look"));
        assertThat(story.state()).isEqualTo(before);
        assertThat(answer).isInstanceOf(Answer.Previewed.class);
        return ((Answer.Previewed) answer).outlooks();
    }

    @Test
    void aNewNodeGoesWhereItWasForetold() {
        Story story = Story.ready(directory, 3, 2);
        ClusterSpec wider = Specs.scaled(story.spec(), 3);
        List<Outlook> outlooks = outlooks(story, wider);
        assertThat(outlooks).singleElement().satisfies(outlook -> {
            assertThat(outlook.node()).isEqualTo(Story.data(2));
            assertThat(outlook.text()).startsWith("would go to " + outlook.hostname() + " (it has 0 of data and ");
        });
        story.accepted(new Command.Apply(wider, "wider", 0));
        story.until("all ready", Duration.ofMinutes(5), story::isReady);
        assertThat(story.state()
                        .node(Story.data(2))
                        .orElseThrow()
                        .claim()
                        .orElseThrow()
                        .agent()
                        .hostname())
                .isEqualTo(outlooks.get(0).hostname());
    }

    @Test
    void allNodesOfANewClusterAreForetoldTogether() {
        Story story = Story.on(directory, 3);
        List<Outlook> outlooks = outlooks(story, Specs.of(1, 3));
        assertThat(outlooks).hasSize(4);
        assertThat(outlooks.stream()
                        .filter(outlook -> outlook.node().group().equals("data"))
                        .map(Outlook::hostname))
                .containsExactlyInAnyOrder("host1", "host2", "host3");
    }

    @Test
    void whatFitsNowhereNowSaysWhichRuleOnHowManyAgents() {
        Story story = Story.ready(directory, 3, 3);
        ClusterSpec big = Specs.sized(Specs.of(new ClusterName("big"), 1, 2), 1000, 3500);
        List<Outlook> outlooks = outlooks(story, big);
        assertThat(outlooks)
                .filteredOn(outlook -> outlook.node().group().equals("data"))
                .hasSize(2)
                .allSatisfy(outlook -> {
                    assertThat(outlook.hostname()).isEmpty();
                    assertThat(outlook.text()).startsWith("has no place yet: memory on 3 agents (host1: ");
                });
    }
}
