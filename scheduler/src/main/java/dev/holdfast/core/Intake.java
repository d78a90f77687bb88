package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.core.Sight.ChoreRun;
import dev.holdfast.core.Sight.Ended;
import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.core.Sight.Inquiry;
import dev.holdfast.core.Sight.Link;
import dev.holdfast.core.Sight.Watch;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Launch;
import dev.holdfast.database.Observation;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.pcollections.TreePMap;

/** The first half of a turn: an event becomes what we know of the world. Nothing is decided here. */
final class Intake {

    /** So long without a master people are told of. */
    private static final Duration WORTH_TELLING = Duration.ofSeconds(10);

    private final ClaimOutcomes claims = new ClaimOutcomes();
    private final TaskNews tasks = new TaskNews();

    void take(Turn turn, Event event) {
        if (event instanceof Event.Subscribed subscribed) {
            subscribed(turn, subscribed);
        } else if (event instanceof Event.Disconnected lost) {
            disconnected(turn, lost.why());
        } else if (event instanceof Event.Fenced fenced) {
            turn.see(look ->
                    look.link(new Link(false, fenced.why(), turn.now, "")).offers(TreePMap.empty()));
            turn.effect(new Effect.Halt(fenced.why()));
        } else if (event instanceof Event.Offered offered) {
            offered.offers().forEach(offer -> offered(turn, offer));
        } else if (event instanceof Event.Rescinded rescinded) {
            turn.see(look -> look.offers(turn.sight().offers().minus(rescinded.offer())));
        } else if (event instanceof Event.InverseOffered announced) {
            Maintaining.take(turn, announced.offers());
        } else if (event instanceof Event.InverseRescinded passed) {
            Maintaining.rescinded(turn, passed.offer());
        } else if (event instanceof Event.TaskUpdate update) {
            tasks.take(turn, update.status());
        } else if (event instanceof Event.OperationUpdate update) {
            claims.take(turn, update.status());
        } else if (event instanceof Event.Failure) {
            // Only a hint: agents and executors are judged by their tasks' updates, which are reliable.
            turn.wake(turn.now);
        } else if (event instanceof Event.AgentsKnown known) {
            agentsKnown(turn, known);
        } else if (event instanceof Event.Observed observed) {
            observed(turn, observed);
        } else if (event instanceof Event.ChoreFinished finished) {
            choreFinished(turn, finished);
        } else if (event instanceof Event.SoftwareIs software) {
            turn.see(look -> look.software(software.key(), software.software()));
        } else if (event instanceof Event.LastWords words) {
            tasks.lastWords(turn, words);
        } else if (event instanceof Event.ChoreSaid said) {
            ChoreNews.said(turn, said);
        } else if (event instanceof Event.ServingAt serving) {
            turn.see(look -> look.servingAt(serving.baseUrl()));
            serveAgain(turn);
        } else if (event instanceof Event.NamedIn named) {
            turn.see(look -> look.namedIn(named.suffix()));
        } else if (event instanceof Event.Begun begun) {
            turn.tell(
                    EventKind.SCHEDULER,
                    begun.api().isEmpty() ? "the scheduler begins" : "the scheduler at " + begun.api() + " leads now");
        } else {
            Hooks.take(turn, event);
        }
        // Asked is answered by Commands, Tick by looking again at everything.
    }

    /** After every subscription the master is asked about each task that may run, and nothing else counts until it answers. */
    private void subscribed(Turn turn, Event.Subscribed subscribed) {
        if (!Optional.of(subscribed.frameworkId()).equals(turn.state().self().frameworkId())) {
            turn.fact(new Fact.SelfIs(turn.state().self().known(subscribed.frameworkId())));
        }
        tellOfMaster(turn, subscribed);
        TreePMap<TaskId, Inquiry> unreconciled = TreePMap.empty();
        for (NodeRecord node : turn.state().nodes().values()) {
            if (node.state().mayRun()
                    && node.incarnation().isPresent()
                    && node.claim().isPresent()) {
                AgentId agent = node.claim().get().agent().id();
                unreconciled =
                        unreconciled.plus(node.incarnation().get().taskId(), new Inquiry(agent, 0, turn.now, turn.now));
            }
        }
        for (NodeRecord node : turn.state().nodes().values()) {
            Optional<ChoreTask> chore = node.beside().task().filter(task -> !task.isOver());
            if (chore.isPresent()) {
                unreconciled = unreconciled.plus(
                        chore.get().taskId(), new Inquiry(chore.get().task().agentId(), 0, turn.now, turn.now));
            }
        }
        TreePMap<TaskId, Inquiry> inquiries = unreconciled;
        turn.see(look -> look.link(new Link(true, subscribed.master(), turn.now, subscribed.version()))
                .offers(TreePMap.empty())
                .unreconciled(inquiries)
                .attention(TreePMap.empty())
                .killed(TreePMap.empty())
                .windows(TreePMap.empty())
                .heard(TreePMap.empty())
                .askedAllAt(Instant.EPOCH)
                .agentsAskedAt(Instant.EPOCH)
                .books(turn.sight().books().unheard()));
        serveAgain(turn);
    }

    /** Masters come and go for a moment; what people are told of is the first, and one after a while without. */
    private static void tellOfMaster(Turn turn, Event.Subscribed subscribed) {
        Link before = turn.sight().link();
        Duration without = Duration.between(before.since(), turn.now);
        String version = subscribed.version().isEmpty() ? "" : " (Mesos " + subscribed.version() + ")";
        if (before.since().equals(Instant.EPOCH)) {
            turn.tell(EventKind.SCHEDULER, "subscribed to the master " + subscribed.master() + version);
        } else if (!before.up() && without.compareTo(WORTH_TELLING) >= 0) {
            turn.tell(
                    EventKind.SCHEDULER,
                    "subscribed to the master " + subscribed.master() + version + " after " + without.toSeconds()
                            + " s without: " + before.text());
        }
    }

    private static void disconnected(Turn turn, String why) {
        Link before = turn.sight().link();
        Instant since = before.up() || before.since().equals(Instant.EPOCH) ? turn.now : before.since();
        turn.see(look -> look.link(new Link(false, why, since, "")).offers(TreePMap.empty()));
    }

    /** What is being fetched, or will be in a moment, was perhaps never served by this process. */
    private static void serveAgain(Turn turn) {
        for (NodeRecord node : turn.state().nodes().values()) {
            if (node.state() == NodeState.LAUNCHING || node.state() == NodeState.STARTING) {
                Launch launch = node.incarnation().orElseThrow().launch();
                turn.effect(new Effect.Serve(Launching.bySha256(launch.files())));
            }
            node.beside()
                    .task()
                    .filter(ChoreTask::mayFetch)
                    .ifPresent(chore -> turn.effect(
                            new Effect.Serve(Launching.bySha256(chore.launch().files()))));
        }
    }

    private void offered(Turn turn, Offer offer) {
        Agent agent = offer.agent();
        TreePMap<AgentId, Agent> agents = turn.sight().agents();
        Agent known = agents.get(agent.id());
        boolean complete = turn.sight().agentsComplete() && known != null;
        TreePMap<AgentId, Agent> next = known == null ? agents.plus(agent.id(), agent) : agents;
        TreePMap<OfferId, HeldOffer> offers = turn.sight().offers().plus(offer.id(), new HeldOffer(offer, turn.now));
        TreePMap<String, Instant> heard = turn.sight().heard().plus(offer.role(), turn.now);
        turn.see(look -> look.agents(next, complete).offers(offers).heard(heard));
        claims.seenIn(turn, offer);
        Leaks.inOffer(turn, offer);
        Maintaining.offered(turn, offer);
    }

    private void agentsKnown(Turn turn, Event.AgentsKnown known) {
        turn.see(look -> look.books(turn.sight().books().heard(known.why(), turn.now)));
        if (known.agents().isEmpty()) {
            turn.see(look -> look.agents(turn.sight().agents(), false));
            return;
        }
        TreePMap<AgentId, Agent> agents = TreePMap.empty();
        for (Agent agent : known.agents().get()) {
            agents = agents.plus(agent.id(), agent);
        }
        TreePMap<AgentId, Agent> all = agents;
        turn.see(look -> look.agents(all, true));
        Leaks.inList(turn, known.agents().get());
    }

    private void observed(Turn turn, Event.Observed observed) {
        boolean known = turn.state()
                .cluster(observed.cluster())
                .filter(cluster -> !observed.observation().startedAt().isBefore(cluster.createdAt()))
                .isPresent();
        if (!known) {
            return; // of a cluster that is gone, though another may have its name
        }
        Watch watch = turn.watch(observed.cluster());
        Observation observation = observed.observation();
        boolean older = watch.last()
                .filter(last -> last.startedAt().isAfter(observation.startedAt()))
                .isPresent();
        Observation newest = older ? watch.last().orElse(observation) : observation;
        turn.see(look -> look.probe(observed.cluster(), watch.answered(newest)));
        turn.state().cluster(observed.cluster()).ifPresent(cluster -> Ailing.note(turn, cluster));
        for (NodeRecord node : turn.state().nodesOf(observed.cluster())) {
            judgeReadiness(turn, node, observation);
        }
    }

    private void judgeReadiness(Turn turn, NodeRecord node, Observation observation) {
        Observation.NodeHealth health = observation.nodes().get(node.id());
        if (!node.state().isUp() || health == null || node.incarnation().isEmpty()) {
            return;
        }
        Incarnation incarnation = node.incarnation().get();
        boolean ofThis = health.incarnation() == incarnation.number();
        boolean ready = health.ready() && ofThis;
        if (ofThis && health.seenAlive() && !node.marked()) {
            turn.put(node.seenAlive());
        }
        NodeState next = NodeLife.next(node.state(), ready ? Trigger.READY_SEEN : Trigger.UNREADY_SEEN);
        if (next == node.state()) {
            return;
        }
        NodeRecord changed = turn.state().node(node.id()).orElseThrow().at(next, turn.now);
        turn.put(ready ? changed.with(Trouble.NONE) : changed);
        if (ready) {
            Retrying.parked(turn, node.id().cluster());
        }
        turn.tell(
                EventKind.NODE,
                node.id(),
                node.id().shortName() + (ready ? " is ready" : " is not ready: " + health.text()));
    }

    private void choreFinished(Turn turn, Event.ChoreFinished finished) {
        if (turn.state().cluster(finished.cluster()).isEmpty()) {
            return;
        }
        choreFinished(turn, finished.cluster(), finished.chore(), finished.outcome());
    }

    /** A chore was performed, or it was tried and could not be. */
    static void choreFinished(Turn turn, ClusterName cluster, Chore chore, Driver.Outcome outcome) {
        String key = Sight.choreKey(cluster, chore);
        ChoreRun run = turn.sight().chores().get(key);
        int before = run == null ? 0 : run.outcome().map(Ended::failures).orElse(0);
        int failures = outcome.ok() ? 0 : before + 1;
        Ended ended = new Ended(outcome, turn.now, failures);
        turn.see(look -> look.chore(key, new ChoreRun(cluster, chore, Optional.empty(), Optional.of(ended))));
        if (!outcome.ok()) {
            turn.tell(EventKind.CHORE, cluster, chore.name() + " failed: " + outcome.text());
        }
    }

    /** Beside which node a task is a chore under way. */
    static Optional<NodeRecord> besideOf(State state, TaskId task) {
        return task.node()
                .flatMap(state::node)
                .filter(node -> node.beside()
                        .task()
                        .filter(chore -> chore.taskId().equals(task))
                        .isPresent());
    }

    /** Which node a task belongs to, by its newest launch. */
    static Optional<NodeRecord> nodeOf(State state, TaskId task) {
        return task.node()
                .flatMap(state::node)
                .filter(node -> node.incarnation()
                        .filter(incarnation -> incarnation.taskId().equals(task))
                        .isPresent());
    }
}
