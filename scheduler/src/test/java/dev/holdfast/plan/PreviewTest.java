package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.spec.ClusterSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PreviewTest {

    private final ToyCluster cluster = ToyCluster.running(1, 3);

    private Preview preview(ClusterSpec before) {
        Plan plan = Planner.plan(
                PlanRequest.Reach.of("apply"), cluster.view(), cluster.statuses(), cluster.rules, 7, 7, cluster.now);
        return Preview.of(Optional.of(before), plan, cluster.view(), cluster.statuses(), cluster.rules);
    }

    @Test
    void aPreviewShowsChangesStepsAndWhatWouldHoldThem() {
        ClusterSpec before = cluster.spec;
        cluster.rules.ways.put(Action.REMOVE, (node, view) -> RemoveAndReplaceTest.drain(node));
        cluster.rules.shut(
                Action.RESTART,
                Blocker.outage("min-insync-replicas", "orders-3 has no more replicas than its minimum"));
        cluster.rules.notes.add("the metadata version stays until it is finalised");
        cluster.refuted.add("empty/broker-2");
        cluster.scale("broker", 2);
        cluster.scale("controller", 3);
        cluster.set("threads", "8");
        cluster.look();
        Preview preview = preview(before);
        assertThat(preview.changes()).hasSize(3).anyMatch(line -> line.contains("threads"));
        assertThat(preview.notes()).containsExactly("the metadata version stays until it is finalised");
        assertThat(preview.placements().stream().map(node -> node.shortName()))
                .containsExactly("controller-1", "controller-2");
        Preview.StepPreview restart = step(preview, "restart-broker-0");
        assertThat(restart.holds()).extracting(Reason::rule).containsExactly("min-insync-replicas");
        assertThat(restart.way()).contains("wait until it may be restarted", "stop", "start");
        Preview.StepPreview remove = step(preview, "remove-broker-2");
        assertThat(remove.holds()).isEmpty();
        assertThat(remove.work()).contains("drain: drain has 1 GB of 4 GB to go", "empty: empty/broker-2 is refuted");
        assertThat(remove.way()).contains("prove empty 2 times", "destroy the volume and release resources");
    }

    @Test
    void withoutAnAnswerAPreviewSaysSoInsteadOfGuessing() {
        ClusterSpec before = cluster.spec;
        cluster.set("threads", "8");
        cluster.answers = false;
        cluster.look();
        assertThat(step(preview(before), "restart-broker-0").holds())
                .extracting(Reason::rule)
                .containsExactly("fresh-answer");
    }

    @Test
    void aPreviewOfNothingIsEmpty() {
        Preview preview = preview(cluster.spec);
        assertThat(preview.nothingToDo()).isTrue();
        assertThat(preview.changes()).isEmpty();
        assertThat(preview.placements()).isEmpty();
    }

    @Test
    void aReplacementNeedsAPlace() {
        Plan plan = Planner.plan(
                new PlanRequest.Replace(broker(1)),
                cluster.view(),
                cluster.statuses(),
                cluster.rules,
                7,
                7,
                cluster.now);
        assertThat(Preview.of(Optional.of(cluster.spec), plan, cluster.view(), cluster.statuses(), cluster.rules)
                        .placements())
                .containsExactly(broker(1));
    }

    private static Preview.StepPreview step(Preview preview, String id) {
        return preview.phases().stream()
                .flatMap(phase -> phase.steps().stream())
                .filter(step -> step.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
