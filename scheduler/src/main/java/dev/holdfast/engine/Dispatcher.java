package dev.holdfast.engine;

import dev.holdfast.artifact.ArtifactException;
import dev.holdfast.artifact.ArtifactServer;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Observation;
import dev.holdfast.mesos.CallResult;
import dev.holdfast.mesos.MesosClient;
import dev.holdfast.mesos.OperatorApi;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.mesos.SchedulerCall;
import dev.holdfast.metrics.SchedulerMeter;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.TaskId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets effects out into the world: calls to Mesos in order, everything slow on workers. */
final class Dispatcher implements Outside, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CHORE_TIMEOUT = Duration.ofSeconds(60);
    private static final int DATABASE_THREADS = 6;
    private static final int SOFTWARE_THREADS = 8;
    private static final int AGENT_THREADS = 2;

    private final MesosClient mesos;
    private final OfferReturn offers;
    private final RoleCalls roles;
    private final AgentFiles agents;
    private final ArtifactServer server;
    private final SoftwareShelf shelf;
    private final SecretFiles secrets;
    private final SortedMap<String, DatabasePackage> packages;
    private final ConcurrentHashMap<String, Driver> drivers = new ConcurrentHashMap<>();
    private final BooleanSupplier mayAct;
    private final Consumer<Event> events;
    private final SchedulerMeter meter;
    private final Workers databases = new Workers("database", DATABASE_THREADS);
    private final Workers software = new Workers("software", SOFTWARE_THREADS);
    private final Workers agentWork = new Workers("agents", AGENT_THREADS);

    /** @param mayAct asked just before a chore begins, for it may have waited for its turn: whether this scheduler still leads */
    Dispatcher(
            MesosClient mesos,
            OperatorApi operator,
            ArtifactServer server,
            SoftwareShelf shelf,
            SecretFiles secrets,
            SortedMap<String, DatabasePackage> packages,
            BooleanSupplier mayAct,
            Consumer<Event> events,
            SchedulerMeter meter) {
        this.mesos = mesos;
        this.offers = new OfferReturn(mesos::send);
        this.roles = new RoleCalls(mesos::send);
        this.agents = new AgentFiles(operator);
        this.server = server;
        this.shelf = shelf;
        this.secrets = secrets;
        this.packages = packages;
        this.mayAct = mayAct;
        this.events = events;
        this.meter = meter;
    }

    /** What talks to databases of a package. */
    Driver driver(String packageName) {
        return drivers.computeIfAbsent(
                packageName, name -> Packages.of(packages, name).driver());
    }

    @Override
    public void act(Effect effect) {
        if (effect instanceof Effect.Probe probe) {
            databases.submit("look at " + probe.cluster().target().name(), () -> probe(probe));
        } else if (effect instanceof Effect.Perform perform) {
            databases.submit("chore " + perform.chore().name(), () -> perform(perform));
        } else if (effect instanceof Effect.Prepare prepare) {
            software.submit(
                    "software " + prepare.software(),
                    () -> shelf.prepare(
                            prepare.software(),
                            prepare.sources(),
                            state -> events.accept(new Event.SoftwareIs(prepare.key(), state))));
        } else if (effect instanceof Effect.Serve serve) {
            serve.filesBySha256().values().forEach(this::publish);
        } else if (effect instanceof Effect.AskForAgents) {
            agentWork.submit("list of agents", this::askForAgents);
        } else if (effect instanceof Effect.ReadLastWords read) {
            agentWork.submit(
                    "last words of " + read.node(),
                    () -> agents.lastWords(read)
                            .ifPresent(
                                    text -> events.accept(new Event.LastWords(read.node(), read.incarnation(), text))));
        } else if (effect instanceof Effect.ReadChore read) {
            agentWork.submit("words of a chore beside " + read.node(), () -> events.accept(agents.read(read)));
        } else {
            call(effect).ifPresent(this::send);
        }
    }

    private void send(SchedulerCall call) {
        roles.leaves(call);
        CompletableFuture<Void> unused = mesos.send(call).thenAccept(result -> {
            meter.called(call.getClass().getSimpleName(), result.getClass().getSimpleName());
            offers.heard(call, result);
            roles.heard(call, result);
            if (result instanceof CallResult.Rejected rejected) {
                LOG.warn(
                        "the master refused {}: {} {}",
                        call.getClass().getSimpleName(),
                        rejected.status(),
                        rejected.text());
            } else if (result instanceof CallResult.NotConnected silent) {
                LOG.info("{} was not sent: {}", call.getClass().getSimpleName(), silent.reason());
            } else if (!(result instanceof CallResult.Sent)) {
                LOG.info("{} was not sent: {}", call.getClass().getSimpleName(), result);
            }
        });
    }

    private Optional<SchedulerCall> call(Effect effect) {
        if (effect instanceof Effect.Accept accept) {
            return Optional.of(new SchedulerCall.Accept(
                    accept.offers(),
                    accept.operations().stream().map(secrets::filled).toList(),
                    seconds(accept.refuseSeconds())));
        }
        if (effect instanceof Effect.Decline decline) {
            return Optional.of(new SchedulerCall.Decline(decline.offers(), seconds(decline.refuseSeconds())));
        }
        if (effect instanceof Effect.AcceptInverse accept) {
            return Optional.of(new SchedulerCall.AcceptInverse(accept.offers(), seconds(accept.refuseSeconds())));
        }
        if (effect instanceof Effect.DeclineInverse decline) {
            return Optional.of(new SchedulerCall.DeclineInverse(decline.offers(), seconds(decline.refuseSeconds())));
        }
        if (effect instanceof Effect.Revive revive) {
            return Optional.of(new SchedulerCall.Revive(revive.roles()));
        }
        if (effect instanceof Effect.Suppress suppress) {
            return Optional.of(new SchedulerCall.Suppress(suppress.roles()));
        }
        if (effect instanceof Effect.Roles roles) {
            return Optional.of(new SchedulerCall.UpdateFramework(roles.roles(), new TreeSet<>()));
        }
        if (effect instanceof Effect.Kill kill) {
            return Optional.of(new SchedulerCall.Kill(kill.task(), Optional.of(kill.agent()), Optional.empty()));
        }
        if (effect instanceof Effect.Acknowledge acknowledge) {
            return acknowledge
                    .status()
                    .agentId()
                    .map(agent -> new SchedulerCall.Acknowledge(
                            acknowledge.status().taskId(),
                            agent,
                            acknowledge.status().uuid()));
        }
        if (effect instanceof Effect.AcknowledgeOperation acknowledge) {
            return Optional.of(new SchedulerCall.AcknowledgeOperation(
                    acknowledge.status().operationId(),
                    acknowledge.status().agentId(),
                    acknowledge.status().uuid()));
        }
        if (effect instanceof Effect.Reconcile reconcile) {
            SortedMap<TaskId, Optional<AgentId>> tasks = new TreeMap<>();
            reconcile.tasks().forEach((task, agent) -> tasks.put(task, Optional.of(agent)));
            return Optional.of(new SchedulerCall.Reconcile(tasks));
        }
        throw new IllegalStateException("no way out for " + effect);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private void probe(Effect.Probe probe) {
        String packageName = probe.cluster().target().packageName();
        long begun = System.nanoTime();
        Observation observation = driver(packageName).observe(probe.cluster(), LOOK_TIMEOUT);
        meter.looked(
                packageName,
                probe.cluster().target().name().value(),
                observation.answered(),
                Duration.ofNanos(System.nanoTime() - begun));
        events.accept(new Event.Observed(probe.cluster().target().name(), observation));
    }

    private void perform(Effect.Perform perform) {
        if (!mayAct.getAsBoolean()) {
            return; // whoever leads now begins it himself
        }
        String packageName = perform.cluster().target().packageName();
        Driver.Outcome outcome;
        try {
            outcome = driver(packageName).perform(perform.cluster(), perform.chore(), CHORE_TIMEOUT, mayAct);
        } catch (RuntimeException e) {
            LOG.warn("chore {} failed unexpectedly", perform.chore().name(), e);
            outcome = new Driver.Outcome(false, e.toString());
        }
        meter.performed(packageName, perform.chore().name(), outcome.ok());
        events.accept(new Event.ChoreFinished(perform.cluster().target().name(), perform.chore(), outcome));
    }

    private void publish(String content) {
        try {
            server.publish(content.getBytes(StandardCharsets.UTF_8));
        } catch (ArtifactException e) {
            LOG.error("a rendered file cannot be served: {} {}", e.reason(), e.remedy());
        }
    }

    private void askForAgents() throws InterruptedException {
        try {
            events.accept(new Event.AgentsKnown(Optional.of(agents.all()), ""));
        } catch (OperatorException e) {
            LOG.info("agents are known from offers only: {}", e.getMessage());
            events.accept(new Event.AgentsKnown(Optional.empty(), String.valueOf(e.getMessage())));
        }
    }

    AgentFiles agentFiles() {
        return agents;
    }

    @Override
    public void close() {
        databases.close();
        software.close();
        agentWork.close();
        drivers.values().forEach(Driver::close);
    }
}
