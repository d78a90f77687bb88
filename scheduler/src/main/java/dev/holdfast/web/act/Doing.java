package dev.holdfast.web.act;

import dev.holdfast.api.Desk;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Visitors;
import dev.holdfast.api.backups.RestoreInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.PreviewInfo;
import dev.holdfast.api.wire.ProblemInfo;
import dev.holdfast.web.Area;
import dev.holdfast.web.Shown;
import dev.holdfast.web.act.FormView.Outlook;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From a form to its doing.
 *
 * <ol>
 *   <li>The form is shown; where there is nothing to fill in, at once with what it would come to.
 *   <li>What was filled in is asked for as a preview. What is wrong with it is shown beside the fields.
 *   <li>Under the preview is the button that does it. Where nodes would be taken down, or nothing brings back what is lost, a name must be
 *       typed with it.
 *   <li>Before it is done it is previewed once more: if by now it would come to something else than what the person saw, that is shown
 *       instead, and nothing is done.
 * </ol>
 */
final class Doing {

    static final String CONFIRM = "confirm";

    private static final String STEP = "step";
    private static final String SEEN = "seen";
    private static final List<String> DISRUPTIVE = List.of("restart", "stop", "replace", "remove", "recover");

    private final Desk desk;
    private final Visitors visitors;
    private final Shown shown;

    Doing(Desk desk, Visitors visitors, Shown shown) {
        this.desk = desk;
        this.visitors = visitors;
        this.shown = shown;
    }

    /** Answers a request for a form, be it to see it or sent with something in it. */
    void answer(Context context, Area area, Task task, List<FormView.Tab> tabs, Inputs inputs) throws Exception {
        boolean sent = "POST".equals(context.req().getMethod());
        boolean look = sent || (task.hasPreview() && !task.hasFields());
        if (task.pointless().isPresent() || !look) {
            boolean ready = task.pointless().isEmpty() && !task.hasPreview();
            Outlook outlook = ready ? plain(task, "") : Outlook.NONE;
            show(context, area, view(context, task, tabs, List.of(), outlook));
            return;
        }
        try {
            Wish wish = task.asking().wish();
            Outlook outlook = task.hasPreview() ? outlook(task, wish.preview().ask(desk)) : plain(task, "");
            if (sent && inputs.text(STEP).equals("do")) {
                Outlook checked = checked(task, outlook, inputs);
                if (checked.mightDo() && checked.confirmProblem().isEmpty() && !checked.changed()) {
                    done(context, area, task, wish.ask(desk));
                    return;
                }
                outlook = checked;
            }
            show(context, area, view(context, task, tabs, List.of(), outlook));
        } catch (Refused refused) {
            if (!isFollowing(context)) {
                context.status(refused.status());
            }
            Outlook outlook = task.hasPreview() ? Outlook.NONE : plain(task, "");
            show(context, area, view(context, task, tabs, refused.problems(), outlook));
        }
    }

    /** Whether a script asks, while something is being typed; it takes an answer only from a success. */
    private static boolean isFollowing(Context context) {
        return "true".equals(context.header("HX-Request"));
    }

    private void show(Context context, Area area, FormView view) {
        shown.show(context, new FormPage(area, view));
    }

    private static Outlook outlook(Task task, Object answer) {
        if (answer instanceof OutcomeInfo outcome && outcome.preview().isPresent()) {
            PreviewInfo preview = outcome.preview().get();
            boolean steps = !preview.phases().isEmpty();
            boolean anything = steps || !preview.changes().isEmpty();
            return new Outlook(
                    outcome.preview(),
                    anything ? "" : "There is nothing to do: it is so already.",
                    false,
                    anything,
                    needsName(task, preview) ? task.confirm() : "",
                    "",
                    mark(preview));
        }
        if (answer instanceof RestoreInfo restore) {
            return new Outlook(
                    Optional.empty(), restoreText(restore), false, true, task.confirm(), "", restore.snapshot());
        }
        String text = answer instanceof OutcomeInfo outcome ? outcome.text() : "";
        return new Outlook(Optional.empty(), text, false, false, "", "", "");
    }

    private static String restoreText(RestoreInfo restore) {
        List<String> lines = new ArrayList<>(List.of(restore.text()));
        restore.tables().forEach(table -> lines.add(table.name() + " as " + table.restoredAs()));
        lines.addAll(restore.notes());
        return String.join("\n", lines);
    }

    private static Outlook plain(Task task, String text) {
        String name = task.care() == Deed.Care.ALWAYS ? task.confirm() : "";
        return new Outlook(Optional.empty(), text, false, true, name, "", "");
    }

    private static boolean needsName(Task task, PreviewInfo preview) {
        return switch (task.care()) {
            case ALWAYS -> true;
            case NONE -> false;
            case BY_PLAN ->
                preview.phases().stream()
                        .flatMap(phase -> phase.steps().stream())
                        .anyMatch(step -> DISRUPTIVE.contains(step.kind()));
        };
    }

    private static String mark(PreviewInfo preview) {
        StringBuilder text = new StringBuilder(preview.title()).append(preview.changes());
        preview.phases()
                .forEach(
                        phase -> phase.steps().forEach(step -> text.append('\n').append(step.id())));
        return Integer.toHexString(text.toString().hashCode());
    }

    private static Outlook checked(Task task, Outlook outlook, Inputs inputs) {
        boolean changed = !outlook.seen().equals(inputs.text(SEEN));
        boolean right = outlook.confirm().isEmpty() || inputs.text(CONFIRM).equals(outlook.confirm());
        return new Outlook(
                outlook.preview(),
                outlook.text(),
                changed && task.hasPreview(),
                outlook.mightDo(),
                outlook.confirm(),
                right || (changed && task.hasPreview())
                        ? ""
                        : "Nothing was done: type " + outlook.confirm() + " if that is what you want.",
                outlook.seen());
    }

    private void done(Context context, Area area, Task task, Object answer) {
        boolean plan = (answer instanceof OutcomeInfo outcome && outcome.plan().isPresent())
                || (answer instanceof RestoreInfo restore && restore.plan().isPresent());
        if (plan) {
            context.redirect(task.after(), HttpStatus.SEE_OTHER);
            return;
        }
        String text = answer instanceof OutcomeInfo outcome ? outcome.text() : "done";
        shown.show(
                context,
                new DonePage(area, task.title(), new DonePage.Done(task.title(), text, task.after(), "Go on")));
    }

    private FormView view(
            Context context, Task task, List<FormView.Tab> tabs, List<ProblemInfo> problems, Outlook outlook) {
        List<ProblemInfo> placeless = new ArrayList<>(problems);
        List<Section> sections = task.sections().stream()
                .map(section -> section.map(field -> {
                    List<ProblemInfo> own =
                            problems.stream().filter(field::isMeant).toList();
                    placeless.removeAll(own);
                    return field.with(own);
                }))
                .toList();
        return new FormView(
                task.title(),
                task.button(),
                task.about(),
                task.action(),
                task.back(),
                tabs,
                sections,
                placeless,
                task.pointless(),
                task.hasPreview(),
                visitors.formToken(context),
                outlook);
    }
}
