package dev.holdfast.plan;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks at the stage a step is in: done, or what it wants and why it waits. */
final class StageRunner {

    /** Name of the wait for an agent that would have to end a process. */
    static final String AGENT_CUT_OFF = "agent-cut-off";

    private StageRunner() {}

    static Move run(Step step, Stage stage, Plan plan, Situation situation, Wishes wishes) {
        if (stage instanceof Stage.Do chore) {
            return ChoreStages.perform(step, chore, plan, situation, wishes);
        }
        if (stage instanceof Stage.Together together) {
            return TogetherStage.perform(step, together, situation, wishes);
        }
        if (stage instanceof Stage.Pay pay) {
            return ChoreStages.pay(step, pay, situation, wishes);
        }
        if (stage instanceof Stage.NoReturn || stage instanceof Stage.Undo) {
            return Move.NEXT;
        }
        if (step.node().isEmpty()) {
            return Move.stay(wait(step, situation, "plan", "this step has no node, but a stage that needs one"));
        }
        if (stage instanceof Stage.On other) {
            return on(step, other.node(), other.stage(), plan, situation, wishes);
        }
        return on(step, step.node().get(), stage, plan, situation, wishes);
    }

    private static Move on(Step step, NodeId node, Stage stage, Plan plan, Situation situation, Wishes wishes) {
        if (stage instanceof Stage.Prove prove) {
            return prove(step, node, prove, situation, wishes);
        }
        if (stage instanceof Stage.Await await) {
            return Awaiting.look(step, node, await, situation, wishes);
        }
        if (stage instanceof Stage.Owe owe) {
            return owe(step, node, owe, situation, wishes);
        }
        if (stage instanceof Stage.Gate gate) {
            return situation.node(node).isEmpty()
                    ? Move.NEXT
                    : Gatekeeper.pass(step, node, gate, plan, situation, wishes);
        }
        return situation
                .node(node)
                .map(status -> onNode(step, stage, node, status, situation, wishes))
                .orElseGet(() -> onMissing(step, stage, node, situation, wishes));
    }

    private static Move owe(Step step, NodeId node, Stage.Owe owe, Situation situation, Wishes wishes) {
        boolean owed =
                situation.view().debts().stream().anyMatch(debt -> debt.id().equals(owe.debtId()));
        if (owed) {
            return Move.NEXT;
        }
        Optional<Debt> debt = situation.rules().owes(owe.debtId(), node, situation.view());
        debt.ifPresent(known -> wishes.want(new Want.Owe(known)));
        if (debt.isEmpty()) {
            Pace.look(situation, step.enteredAt().orElse(Instant.MIN), Pace.LOOK, wishes);
        }
        return Move.stay(step.goOn(debt.map(Debt::text).orElse("a fresh answer of the database is awaited")));
    }

    private static Move onNode(
            Step step, Stage stage, NodeId node, NodeStatus status, Situation situation, Wishes wishes) {
        if (stage instanceof Stage.Reserve) {
            return reserve(step, node, status, wishes);
        } else if (stage instanceof Stage.Stop) {
            return stop(step, node, status, situation, wishes);
        } else if (stage instanceof Stage.Start) {
            return start(step, node, status, situation, wishes);
        } else if (stage instanceof Stage.Ready) {
            return ready(step, node, status, situation, wishes);
        } else if (stage instanceof Stage.Release) {
            return release(step, node, status, wishes);
        } else if (stage instanceof Stage.Renew) {
            return renew(step, node, status, wishes);
        } else {
            wishes.want(new Want.ForgetNode(node));
            return Move.stay(step.goOn("its record is dropped"));
        }
    }

    /** Nothing is known of the node: what would take it away is done, what needs it cannot be. */
    private static Move onMissing(Step step, Stage stage, NodeId node, Situation situation, Wishes wishes) {
        boolean needsNode =
                stage instanceof Stage.Reserve || stage instanceof Stage.Start || stage instanceof Stage.Ready;
        if (!needsNode) {
            return Move.NEXT;
        }
        if (step.kind() == StepKind.ADD) {
            wishes.want(new Want.NewNode(node));
            return Move.stay(step.goOn("is made known"));
        }
        return Move.stay(wait(step, situation, "no-such-node", node + " does not exist any more"));
    }

    private static Move reserve(Step step, NodeId node, NodeStatus status, Wishes wishes) {
        if (status.goal() == Goal.RELEASED) {
            return Move.stay(held(step, status, "its earlier resources are released first"));
        }
        if (status.held()) {
            return Move.NEXT;
        }
        if (status.view().placed()) {
            wishes.want(new Want.Resize(node));
            return Move.stay(held(step, status, "its reservation is changed"));
        }
        return Move.stay(held(step, status, "waits for an offer that fits"));
    }

    /**
     * A process on an agent that is cut off may go on running. A replacement goes on without its end, since the package
     * proves that nobody hears it; so do a recovery and a removal of which a person said that the node is lost; all else waits for
     * the agent.
     */
    private static Move stop(Step step, NodeId node, NodeStatus status, Situation situation, Wishes wishes) {
        if (status.goal() == Goal.RUNNING) {
            Optional<Reason> unknown = step.kind() == StepKind.START ? unknown(node, situation) : Optional.empty();
            if (unknown.isPresent()) {
                return Move.stay(step.waitFor(unknown.get()));
            }
            wishes.want(new Want.NodeGoal(node, Goal.STOPPED));
            return Move.stay(step.goOn("stopping"));
        }
        boolean without = step.kind() == StepKind.REPLACE
                || step.kind() == StepKind.RECOVER
                || (step.kind() == StepKind.REMOVE && step.overridden().contains(Blocker.NODE_DOWN));
        if (status.over() || (status.cutOff() && without)) {
            return Move.NEXT;
        }
        return Move.stay(status.cutOff() ? cutOff(step, node, status, situation) : held(step, status, "stopping"));
    }

    private static Step cutOff(Step step, NodeId node, NodeStatus status, Situation situation) {
        String text = "agent " + status.view().hostname() + " is cut off: the process of " + node.shortName()
                + " may still run there";
        String remedy = status.waiting()
                .map(Reason::remedy)
                .filter(known -> !known.isBlank())
                .orElse("bring the agent back, or mark it gone in Mesos once it is certainly off");
        return step.waitFor(new Reason(AGENT_CUT_OFF, text, situation.now(), remedy, Optional.empty()));
    }

    /**
     * Brings the process up with the target's inputs. A process that is up with older inputs is stopped first; where
     * it may serve and this step passed no gate for it, the step takes the way of a restart instead, gate and
     * all.
     */
    private static Move start(Step step, NodeId node, NodeStatus status, Situation situation, Wishes wishes) {
        if (status.goal() == Goal.RELEASED) {
            return Move.stay(held(step, status, "its earlier resources are released first"));
        }
        boolean up = status.view().processUp();
        // What is on its way out need not have what the target gives to those that stay.
        boolean current = status.current() || step.kind() == StepKind.REMOVE;
        if (status.goal() == Goal.RUNNING && up && current) {
            return Move.NEXT;
        }
        if (up && !current) {
            if (situation.serves(node) && !Ways.isPastGate(step)) {
                return Move.stay(step.begin(Ways.restart(node, situation.view(), situation.rules()), situation.now()));
            }
            wishes.want(new Want.NodeGoal(node, Goal.STOPPED));
            return Move.stay(held(step, status, "stopping, to start with new inputs"));
        }
        boolean ending = status.goal() == Goal.STOPPED && !status.over() && !current;
        if (!ending) {
            wishes.want(new Want.NodeGoal(node, Goal.RUNNING));
        }
        return Move.stay(held(step, status, "starting"));
    }

    private static Move ready(Step step, NodeId node, NodeStatus status, Situation situation, Wishes wishes) {
        boolean wanted = status.goal() == Goal.RUNNING;
        if (wanted && status.view().processUp() && situation.view().isReady(node)) {
            return Move.NEXT;
        }
        if (!wanted) {
            wishes.want(new Want.NodeGoal(node, Goal.RUNNING));
        }
        Pace.look(situation, step.enteredAt().orElse(Instant.MIN), Pace.LOOK_AT_START, wishes);
        String text = situation
                .view()
                .observation()
                .map(seen -> seen.nodes().get(node))
                .map(Observation.NodeHealth::text)
                .orElse("");
        return Move.stay(held(step, status, text.isEmpty() ? "coming up" : text));
    }

    /** What serves nobody is ended without a gate, to come up anew; but not while the master has yet to say how all is. */
    private static Optional<Reason> unknown(NodeId node, Situation situation) {
        return situation.rules().allows(Action.STOP, node, situation.view()).stream()
                .filter(blocker -> blocker.rule().equals(PlanRunner.MASTER)
                        || blocker.rule().equals(PlanRunner.RECONCILIATION))
                .findFirst()
                .map(blocker -> Gatekeeper.reason(List.of(blocker), situation));
    }

    private static Move release(Step step, NodeId node, NodeStatus status, Wishes wishes) {
        if (status.goal() != Goal.RELEASED) {
            wishes.want(new Want.NodeGoal(node, Goal.RELEASED));
        }
        return status.released() ? Move.NEXT : Move.stay(held(step, status, "its resources are released"));
    }

    /**
     * Done when nothing was ever launched on the present generation of the volume; what was, seen or not, goes. A first volume goes in any
     * case: it may have been lost before its first launch.
     */
    private static Move renew(Step step, NodeId node, NodeStatus status, Wishes wishes) {
        boolean first = status.view().placed() && status.view().generation() <= 1;
        if (status.view().incarnation() == 0 && !first) {
            return Move.NEXT;
        }
        wishes.want(new Want.RenewVolume(node));
        return Move.stay(held(step, status, "its volume is given up"));
    }

    /**
     * A claim is proved by as many observations as it needs, each begun after the stage was entered and after the one
     * before. A NO takes back what was proved, and leads back if the package says where to; silence proves nothing
     * either way.
     */
    private static Move prove(Step step, NodeId node, Stage.Prove prove, Situation situation, Wishes wishes) {
        if (step.proofs().size() >= prove.times()) {
            return Move.NEXT;
        }
        if (isWaived(step, prove)) {
            return Move.NEXT;
        }
        Instant since = step.proofs().isEmpty()
                ? provableFrom(step)
                : step.proofs().get(step.proofs().size() - 1);
        if (since.isAfter(situation.now())) {
            wishes.wakeAt(since);
            return Move.stay(step.goOn("its stop is given time to show"));
        }
        Optional<Observation> answer = situation.answerSince(since);
        Pace.look(situation, since, Pace.LOOK, wishes);
        if (answer.isEmpty()) {
            String text = step.progress().isEmpty() ? "a fresh answer of the database is awaited" : step.progress();
            return Move.stay(step.goOn(text));
        }
        return judge(step, node, prove, answer.get(), situation);
    }

    /** Right behind a stop not before the database can have seen it. */
    private static Instant provableFrom(Step step) {
        Instant entered = step.enteredAt().orElse(Instant.MIN);
        boolean stopped = step.at() > 0 && step.stages().get(step.at() - 1) instanceof Stage.Stop;
        return stopped && step.enteredAt().isPresent() ? entered.plus(Pace.SETTLE) : entered;
    }

    /**
     * A disk that is given up may be the last to hold something, and be broken: then only a user can say to go on. What a
     * removal has to prove is never waived.
     */
    private static boolean isWaived(Step step, Stage.Prove prove) {
        return step.kind() == StepKind.REPLACE && step.overridden().contains(prove.claim());
    }

    private static Move judge(Step step, NodeId node, Stage.Prove prove, Observation answer, Situation situation) {
        Proof proof = situation.rules().proves(prove.claim(), node, situation.view());
        return switch (proof.answer()) {
            case YES -> {
                Step proved = step.proved(answer.startedAt());
                int count = proved.proofs().size();
                yield count >= prove.times()
                        ? Move.NEXT
                        : Move.stay(
                                proved.goOn("proved " + count + " of " + prove.times() + " times: " + proof.text()));
            }
            case NO, NEVER ->
                prove.otherwise() >= 0 && prove.otherwise() < step.stages().size()
                        ? new Move.To(prove.otherwise())
                        : Move.stay(refuted(step.unproved(), situation, prove, proof));
            case UNKNOWN -> Move.stay(wait(step, situation, prove.claim(), proof.text()));
        };
    }

    private static Step refuted(Step step, Situation situation, Stage.Prove prove, Proof proof) {
        if (step.kind() != StepKind.REPLACE) {
            return wait(step, situation, prove.claim(), proof.text());
        }
        String remedy =
                "holdfast cancel " + situation.cluster() + " turns back where that is possible; holdfast resume "
                        + situation.cluster() + " --override " + prove.claim() + " goes on without it";
        return step.waitFor(new Reason(prove.claim(), proof.text(), situation.now(), remedy, Optional.empty()));
    }

    /** Held by what the core says, or just not there yet. */
    private static Step held(Step step, NodeStatus status, String progress) {
        Step going = step.goOn(progress);
        return status.waiting().map(why -> going.waitFor(sameSince(step, why))).orElse(going);
    }

    private static Reason sameSince(Step step, Reason why) {
        return step.reason()
                .filter(old -> old.rule().equals(why.rule()))
                .map(old -> new Reason(why.rule(), why.text(), old.since(), why.remedy(), why.until()))
                .orElse(why);
    }

    private static Step wait(Step step, Situation situation, String rule, String text) {
        String remedy = "holdfast cancel " + situation.cluster() + " turns back where that is possible";
        return step.waitFor(new Reason(rule, text, situation.now(), remedy, Optional.empty()));
    }
}
