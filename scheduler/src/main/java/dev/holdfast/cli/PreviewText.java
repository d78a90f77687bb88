package dev.holdfast.cli;

import dev.holdfast.api.wire.PreviewInfo;
import dev.holdfast.api.wire.PreviewInfo.PreviewPhaseInfo;
import dev.holdfast.api.wire.PreviewInfo.PreviewStepInfo;
import dev.holdfast.api.wire.WaitInfo;
import java.io.PrintWriter;

/** A preview for people: diff, steps, what would hold them, data to move, places. */
final class PreviewText {

    private final PreviewInfo preview;

    PreviewText(PreviewInfo preview) {
        this.preview = preview;
    }

    void print(PrintWriter out) {
        out.println("plan: " + preview.title());
        if (!preview.changes().isEmpty()) {
            out.println("changes");
            preview.changes().forEach(change -> out.println("  " + change));
        }
        if (preview.phases().isEmpty()) {
            out.println("nothing that runs has to change");
        }
        preview.phases().forEach(phase -> phase(phase, out));
        if (!preview.placements().isEmpty()) {
            out.println("places (likely; they are picked when offers come)");
            preview.placements().forEach(place -> out.println("  " + place.node() + " " + place.text()));
        }
        if (!preview.notes().isEmpty()) {
            out.println("notes");
            preview.notes().forEach(note -> out.println("  " + note));
        }
        out.println("nothing has been done yet");
    }

    private static void phase(PreviewPhaseInfo phase, PrintWriter out) {
        String how =
                phase.steps().size() < 2 ? "" : phase.strategy().equals("serial") ? " (one by one)" : " (together)";
        out.println(phase.name() + how);
        for (PreviewStepInfo step : phase.steps()) {
            out.println("  " + step.title());
            if (!step.way().isEmpty()) {
                out.println("      " + String.join(", ", step.way()));
            }
            step.work().forEach(work -> out.println("      work: " + work));
            step.holds().forEach(hold -> out.println("      held now by " + hold(hold)));
        }
    }

    private static String hold(WaitInfo hold) {
        return hold.rule() + ": " + hold.text() + (hold.remedy().isEmpty() ? "" : " (" + hold.remedy() + ")");
    }
}
