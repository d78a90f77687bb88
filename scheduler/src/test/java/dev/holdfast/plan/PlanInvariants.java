package dev.holdfast.plan;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds at every turn of every plan, whatever the story. */
final class PlanInvariants {

    private PlanInvariants() {}

    static void check(ToyCluster cluster) {
        stepsSayWhatTheyWaitFor(cluster.plan);
        phasesKeepTheirOrder(cluster);
        oneNodeAtMostIsDownOnPurpose(cluster);
    }

    private static void stepsSayWhatTheyWaitFor(Plan plan) {
        long taking = plan.steps()
                .filter(step -> step.status().hasBegun() && Ways.isPastGate(step))
                .count();
        assertThat(taking).as("steps that may have taken a node down").isLessThanOrEqualTo(1);
        plan.steps().filter(step -> step.status() == Step.Status.WAITING).forEach(step -> {
            assertThat(step.reason()).as(step.id()).isPresent();
            assertThat(step.reason().orElseThrow().text()).isNotEmpty();
        });
        plan.steps()
                .filter(step -> step.status() == Step.Status.RUNNING)
                .forEach(step -> assertThat(step.reason()).as(step.id()).isEmpty());
    }

    private static void phasesKeepTheirOrder(ToyCluster cluster) {
        boolean after = false;
        boolean afterOtherThanStarts = false;
        for (Phase phase : cluster.plan.phases()) {
            boolean begun =
                    phase.steps().stream().anyMatch(step -> step.status().hasBegun());
            boolean starts = phase.name().startsWith(TurnMaker.STARTING);
            // Groups may come up beside each other, once the earlier one has processes.
            assertThat((starts ? afterOtherThanStarts : after) && begun && !cluster.overtaking)
                    .as("a phase begins when the one before is over: " + phase.name())
                    .isFalse();
            after = after || !phase.isOver();
            afterOtherThanStarts = afterOtherThanStarts || (!starts && !phase.isOver());
            long together = phase.steps().stream()
                    .filter(step -> step.status().hasBegun())
                    .count();
            if (phase.strategy() == Phase.Strategy.SERIAL) {
                assertThat(together).as("steps under way in " + phase.name()).isLessThanOrEqualTo(1);
            }
        }
    }

    private static void oneNodeAtMostIsDownOnPurpose(ToyCluster cluster) {
        if (cluster.everReady && !cluster.ungated) {
            long down = cluster.nodes.values().stream()
                    .filter(node ->
                            node.everLaunched && node.goal == Goal.STOPPED && !cluster.stoppedByUser.contains(node.id))
                    .count();
            assertThat(down).as("nodes down on purpose\n" + cluster.picture()).isLessThanOrEqualTo(1);
        }
    }
}
