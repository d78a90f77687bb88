package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.plan.PlanRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a package's rules may not decide alone. */
final class CautiousRulesTest {

    private static final Chore DRAIN = Chore.on(Story.data(1), "drain");

    @TempDir
    private Path directory;

    private Proof drained(Story story, Blocker unknown, Chore chore) {
        Rules sure = story.toy.rules;
        Rules cautious = new CautiousRules(sure, List.of(unknown), new TreeMap<>());
        return cautious.isDone(
                chore,
                Views.of(story.state(), story.state().cluster(Story.ORDERS).orElseThrow(), story.spec(), story.now));
    }

    @Test
    void aNodesChoreIsNotDoneBeforeTheMasterToldHowAllNodesAreForItsStopMayComeBehind() {
        Story story = Story.ready(directory, 4, 3);
        Blocker silence = Blocker.waitFor(PlanRunner.RECONCILIATION, "the master has not told yet how data-2 is");
        assertThat(drained(story, silence, DRAIN)).isEqualTo(Proof.unknown(silence.text()));
        Chore whole = new Chore("rebalance", Optional.empty(), new TreeMap<>());
        assertThat(drained(story, silence, whole).text()).isNotEqualTo(silence.text());
        Blocker frozen = Blocker.waitFor(PlanRunner.FROZEN, "much is lost");
        assertThat(drained(story, frozen, DRAIN).text())
                .as("what is owed is paid, however much is lost")
                .isNotEqualTo(frozen.text());
    }
}
