package dev.holdfast.simulation;

import dev.holdfast.core.Answer;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.database.Chore;
import dev.holdfast.model.Offer;
import dev.holdfast.model.Operation;
import dev.holdfast.model.TaskStatus;
import dev.holdfast.plan.Step;
import java.util.stream.Collectors;

/** Events, effects and facts in a few words, for the table of a run. */
final class Text {

    private static final int WIDEST = 160;

    private Text() {}

    static String of(Event event) {
        if (event instanceof Event.TaskUpdate update) {
            return of(update.status());
        } else if (event instanceof Event.OperationUpdate update) {
            return update.status().operationId() + " is " + update.status().state();
        } else if (event instanceof Event.Offered offered) {
            return "offers " + offered.offers().stream().map(Text::of).collect(Collectors.joining(" "));
        } else if (event instanceof Event.Rescinded rescinded) {
            return "rescinds " + rescinded.offer();
        } else if (event instanceof Event.Fenced fenced) {
            return "error: " + fenced.why();
        } else if (event instanceof Event.Failure failure) {
            return "failure of "
                    + failure.executor()
                            .map(Object::toString)
                            .orElse(failure.agent().toString());
        }
        return event.getClass().getSimpleName();
    }

    private static String of(Offer offer) {
        return offer.id() + "(" + offer.hostname() + ")";
    }

    static String of(TaskStatus status) {
        return status.taskId() + " is " + status.state()
                + (status.reason().isEmpty() ? "" : " " + status.reason())
                + (status.uuid().isEmpty() ? "" : " [" + status.uuid() + "]");
    }

    static String of(Effect effect) {
        if (effect instanceof Effect.Accept accept) {
            return "accepts " + accept.offers() + ": "
                    + accept.operations().stream().map(Text::of).collect(Collectors.joining(", "));
        } else if (effect instanceof Effect.Decline decline) {
            return "declines " + decline.offers() + " for " + decline.refuseSeconds() + " s";
        } else if (effect instanceof Effect.Acknowledge acknowledge) {
            return "acknowledges " + acknowledge.status().taskId() + " "
                    + acknowledge.status().state();
        } else if (effect instanceof Effect.AcknowledgeOperation acknowledge) {
            return "acknowledges " + acknowledge.status().operationId();
        } else if (effect instanceof Effect.Kill kill) {
            return "kills " + kill.task();
        }
        return brief(effect.toString());
    }

    private static String of(Operation operation) {
        if (operation instanceof Operation.LaunchGroup launch) {
            return "LAUNCH " + launch.tasks().get(0).id();
        }
        return Operations.idOf(operation)
                .map(Object::toString)
                .orElse(operation.getClass().getSimpleName());
    }

    static String of(Chore chore) {
        return chore.name() + chore.node().map(node -> " " + node.shortName()).orElse("");
    }

    static String of(Fact fact) {
        if (fact instanceof Fact.NodeIs is) {
            return of(is.node());
        } else if (fact instanceof Fact.Told told) {
            return "told: " + told.text();
        } else if (fact instanceof Fact.ClusterIs is) {
            return is.cluster()
                    .plan()
                    .map(plan -> is.cluster().name() + " plan " + plan.number() + " " + plan.title() + " "
                            + plan.status() + " "
                            + plan.steps()
                                    .filter(step -> step.status().hasBegun()
                                            && !step.status().isOver())
                                    .map(Text::of)
                                    .collect(Collectors.joining("; ")))
                    .map(Text::brief)
                    .orElse("cluster " + is.cluster().name());
        } else if (fact instanceof Fact.Surplus surplus) {
            return "surplus " + surplus.surplus().uid() + " of "
                    + surplus.surplus().node() + ": " + surplus.surplus().why();
        }
        return brief(fact.toString());
    }

    private static String of(Step step) {
        return step.id() + " "
                + step.stage().map(stage -> stage.getClass().getSimpleName()).orElse("") + " " + step.status()
                + step.reason().map(reason -> " " + reason.rule()).orElse("");
    }

    static String of(NodeRecord node) {
        return node.id().shortName() + " " + node.state() + " wants " + node.goal() + " g" + node.generation()
                + (node.marked() ? "*" : "")
                + node.claim()
                        .map(claim -> " " + claim.uid() + "@" + claim.agent().hostname())
                        .orElse("")
                + node.incarnation()
                        .map(last -> " #" + last.number() + " " + last.state())
                        .orElse("");
    }

    static String of(Answer answer) {
        if (answer instanceof Answer.Refused refused) {
            return "refused: " + brief(refused.problems().toString());
        } else if (answer instanceof Answer.Accepted accepted) {
            return "accepted as plan " + accepted.plan().number();
        }
        return brief(answer.toString());
    }

    static String brief(String text) {
        String line = text.replace('\n', ' ');
        return line.length() > WIDEST ? line.substring(0, WIDEST) + "…" : line;
    }
}
