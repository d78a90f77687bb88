package dev.holdfast.api;

import dev.holdfast.api.wire.PhaseInfo;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.api.wire.PreviewInfo;
import dev.holdfast.api.wire.PreviewInfo.PlacementInfo;
import dev.holdfast.api.wire.PreviewInfo.PreviewPhaseInfo;
import dev.holdfast.api.wire.PreviewInfo.PreviewStepInfo;
import dev.holdfast.api.wire.StepInfo;
import dev.holdfast.core.Answer.Outlook;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Preview;
import dev.holdfast.plan.Step;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Plans and previews as they travel. */
public final class PlanPictures {

    private PlanPictures() {}

    /** A plan as it travels, its stages in words. */
    public static PlanInfo plan(Plan plan) {
        return new PlanInfo(
                plan.number(),
                plan.target(),
                plan.title(),
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

    /** Where a step is, in one line. */
    static String doing(Step step) {
        String stage = step.stage().map(PlanPictures::words).orElse("begins");
        return stage + (step.progress().isEmpty() ? "" : ": " + step.progress());
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
            return work.chore().name().replace('-', ' ');
        } else if (stage instanceof Stage.Together together) {
            return together.chores().stream()
                    .map(chore -> chore.name().replace('-', ' '))
                    .distinct()
                    .collect(Collectors.joining(", "));
        } else if (stage instanceof Stage.Pay pay) {
            return "undoes the " + pay.debtId().replace("/", " of ");
        } else if (stage instanceof Stage.Prove prove) {
            return "proves " + prove.claim();
        } else if (stage instanceof Stage.Await await) {
            return "waits until " + await.claim();
        } else if (stage instanceof Stage.On other) {
            return words(other.stage()) + " (" + other.node().shortName() + ")";
        } else if (stage instanceof Stage.Owe owe) {
            return "notes the " + owe.debtId().replace("/", " of ");
        } else if (stage instanceof Stage.NoReturn) {
            return "goes on to what cannot be taken back";
        } else if (stage instanceof Stage.Undo) {
            return "goes on to what only a restart takes back";
        } else if (stage instanceof Stage.Release) {
            return "destroys its volume and gives back resources";
        } else if (stage instanceof Stage.Renew) {
            return "gives its volume up";
        }
        return "is forgotten";
    }

    /** A preview with the likely places of its nodes. */
    static PreviewInfo preview(Preview preview, List<Outlook> outlooks) {
        return new PreviewInfo(
                preview.title(),
                preview.changes(),
                preview.phases().stream()
                        .map(phase -> new PreviewPhaseInfo(
                                phase.name(),
                                lower(phase.strategy()),
                                phase.steps().stream().map(PlanPictures::step).toList()))
                        .toList(),
                outlooks.stream()
                        .map(outlook ->
                                new PlacementInfo(outlook.node().toString(), outlook.hostname(), outlook.text()))
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

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
