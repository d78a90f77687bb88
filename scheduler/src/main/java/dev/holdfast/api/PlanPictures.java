package dev.holdfast.api;

import dev.holdfast.api.wire.PhaseInfo;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.api.wire.PreviewInfo;
import dev.holdfast.api.wire.PreviewInfo.PlacementInfo;
import dev.holdfast.api.wire.PreviewInfo.PreviewPhaseInfo;
import dev.holdfast.api.wire.PreviewInfo.PreviewStepInfo;
import dev.holdfast.api.wire.StepInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Preview;
import dev.holdfast.plan.Step;
import java.util.Locale;
import java.util.Optional;

/** Plans and previews as they travel. */
final class PlanPictures {

    private PlanPictures() {}

    static PlanInfo plan(Plan plan) {
        return new PlanInfo(
                plan.number(),
                plan.target(),
                Secrets.hide(plan.title()),
                lower(plan.status()),
                plan.phases().stream()
                        .map(phase -> new PhaseInfo(
                                phase.name(),
                                lower(phase.strategy()),
                                phase.steps().stream().map(PlanPictures::step).toList()))
                        .toList(),
                plan.notes(),
                plan.createdAt(),
                plan.finishedAt());
    }

    private static StepInfo step(Step step) {
        return new StepInfo(
                step.id(),
                lower(step.kind()),
                step.node().map(NodeId::toString).orElse(""),
                step.title(),
                lower(step.status()),
                step.stage().map(PlanPictures::words).orElse(""),
                step.progress(),
                step.reason().map(Pictures::wait),
                step.overridden(),
                step.startedAt(),
                step.finishedAt());
    }

    /** What is being done at a stage, as {@code up} and {@code status} say it. */
    private static String words(Stage stage) {
        if (stage instanceof Stage.Gate) {
            return "waits for its turn";
        } else if (stage instanceof Stage.Reserve) {
            return "reserves";
        } else if (stage instanceof Stage.Stop) {
            return "stops";
        } else if (stage instanceof Stage.Start) {
            return "starts";
        } else if (stage instanceof Stage.Ready) {
            return "becomes ready";
        } else if (stage instanceof Stage.Do work) {
            return work.chore().name();
        } else if (stage instanceof Stage.Pay pay) {
            return "restores " + pay.debtId();
        } else if (stage instanceof Stage.Prove prove) {
            return "proves " + prove.claim();
        } else if (stage instanceof Stage.Release) {
            return "destroys its volume and gives back resources";
        } else if (stage instanceof Stage.Renew) {
            return "gives its volume up";
        }
        return "is forgotten";
    }

    /** A preview with what is now known of the places of its nodes. */
    static PreviewInfo preview(Preview preview, Optional<ClusterPicture> cluster, View view) {
        return new PreviewInfo(
                Secrets.hide(preview.title()),
                preview.changes().stream().map(Secrets::hide).toList(),
                preview.phases().stream()
                        .map(phase -> new PreviewPhaseInfo(
                                phase.name(),
                                lower(phase.strategy()),
                                phase.steps().stream().map(PlanPictures::step).toList()))
                        .toList(),
                preview.placements().stream()
                        .map(node -> placement(node, cluster, view))
                        .toList(),
                preview.notes());
    }

    private static PreviewStepInfo step(Preview.StepPreview step) {
        return new PreviewStepInfo(
                step.id(),
                step.title(),
                lower(step.kind()),
                step.node().map(NodeId::toString).orElse(""),
                step.way(),
                step.holds().stream().map(Pictures::wait).toList(),
                step.work());
    }

    private static PlacementInfo placement(NodeId node, Optional<ClusterPicture> cluster, View view) {
        String now = cluster.flatMap(known -> known.nodes().stream()
                        .filter(picture -> picture.id().equals(node))
                        .findFirst())
                .map(View.NodePicture::hostname)
                .orElse("");
        if (!now.isEmpty()) {
            return new PlacementInfo(node.toString(), "leaves " + now + "; a new place is picked from offers");
        }
        String group = node.cluster() + "/" + node.group() + "-";
        long free = view.agents().stream()
                .filter(View.AgentView::active)
                .filter(agent -> agent.nodes().stream().noneMatch(other -> other.startsWith(group)))
                .count();
        return new PlacementInfo(
                node.toString(),
                "its place is picked from offers; " + free + " active agents have no " + node.group()
                        + " of this cluster");
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
