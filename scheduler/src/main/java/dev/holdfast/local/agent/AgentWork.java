package dev.holdfast.local.agent;

import dev.holdfast.local.agent.core.AgentEffect;
import dev.holdfast.local.agent.core.AgentEvent;
import dev.holdfast.local.agent.core.ProbeKind;
import dev.holdfast.local.agent.core.ProbeOutcome;
import dev.holdfast.local.agent.core.TaskLaunch;
import dev.holdfast.local.agent.disk.Owner;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the core says. What takes time is done by workers, who post what came of it. */
final class AgentWork {

    private static final Logger log = LoggerFactory.getLogger(AgentWork.class);

    private final String name;
    private final AgentTools tools;
    private final Workers workers;
    private final Supplier<AgentID> agentId;
    private final Consumer<AgentEvent> events;
    private final Clock clock;
    private final Map<String, Future<?>> preparing = new ConcurrentHashMap<>();

    AgentWork(
            String name,
            AgentTools tools,
            Workers workers,
            Supplier<AgentID> agentId,
            Consumer<AgentEvent> events,
            Clock clock) {
        this.name = name;
        this.tools = tools;
        this.workers = workers;
        this.agentId = agentId;
        this.events = events;
        this.clock = clock;
    }

    void perform(AgentEffect effect) {
        if (effect instanceof AgentEffect.Prepare prepare) {
            prepare(prepare.launch());
        } else if (effect instanceof AgentEffect.Start start) {
            start(start.launch());
        } else if (effect instanceof AgentEffect.Abandon abandon) {
            Future<?> task = preparing.remove(abandon.container());
            if (task != null) {
                task.cancel(true);
            }
        } else if (effect instanceof AgentEffect.Terminate terminate) {
            tools.table().terminate(terminate.process());
        } else if (effect instanceof AgentEffect.KillAll kill) {
            tools.table().killSession(kill.process());
        } else if (effect instanceof AgentEffect.ProbeHealth probe) {
            workers.probe(() -> answer(
                    probe.launch(),
                    ProbeKind.HEALTH,
                    tools.prober().health(probe.launch(), probe.process(), probe.check(), sandbox(probe.launch()))));
        } else if (effect instanceof AgentEffect.ProbeCheck probe) {
            workers.probe(() -> answer(
                    probe.launch(),
                    ProbeKind.CHECK,
                    tools.prober().check(probe.launch(), probe.process(), probe.check(), sandbox(probe.launch()))));
        } else if (effect instanceof AgentEffect.CreateVolumes create) {
            create(create);
        } else if (effect instanceof AgentEffect.DestroyVolumes destroy) {
            destroy(destroy.volumes());
        } else if (effect instanceof AgentEffect.ExecutorOver over) {
            workers.run(() -> retire(over));
        }
    }

    Path sandbox(TaskLaunch launch) {
        return tools.layout().taskSandbox(agentId.get(), launch).toAbsolutePath();
    }

    private void answer(TaskLaunch launch, ProbeKind kind, ProbeOutcome outcome) {
        if (outcome instanceof ProbeOutcome.NoAnswer none) {
            log.debug("{}: no answer from the {} of {}: {}", name, kind, taskId(launch), none.why());
        }
        events.accept(new AgentEvent.Probed(launch.key(), kind, outcome));
    }

    private void prepare(TaskLaunch launch) {
        try {
            Future<?> work = workers.task(() -> {
                try {
                    Owner owner = tools.users().owner(launch);
                    Path sandbox = tools.sandboxes().prepare(agentId.get(), launch, owner);
                    for (CommandInfo.URI uri : launch.task().getCommand().getUrisList()) {
                        tools.fetcher().fetch(uri, sandbox, owner);
                    }
                    events.accept(new AgentEvent.Prepared(launch.key()));
                } catch (IOException | RuntimeException failed) {
                    launchFailed(launch, failed);
                } finally {
                    preparing.remove(launch.key());
                }
            });
            preparing.put(launch.key(), work);
            if (work.isDone()) {
                preparing.remove(launch.key());
            }
        } catch (RejectedExecutionException tooMany) {
            launchFailed(launch, new IOException("the agent has too many launches under way. Try again later"));
        }
    }

    private void start(TaskLaunch launch) {
        try {
            workers.run(() -> {
                try {
                    events.accept(new AgentEvent.Started(
                            launch.key(), tools.processes().start(agentId.get(), launch, sandbox(launch))));
                } catch (IOException | RuntimeException failed) {
                    launchFailed(launch, failed);
                }
            });
        } catch (RejectedExecutionException tooMany) {
            launchFailed(launch, new IOException("the agent has too many launches under way. Try again later"));
        }
    }

    private void launchFailed(TaskLaunch launch, Exception failed) {
        String message = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
        log.info("{}: task {} cannot be launched: {}", name, taskId(launch), message);
        events.accept(new AgentEvent.LaunchFailed(launch.key(), message));
    }

    // On this thread, so that making and taking away happen in the order they were decided.
    private void create(AgentEffect.CreateVolumes create) {
        try {
            tools.volumes().create(create.volumes());
            events.accept(new AgentEvent.VolumesCreated(create.operationUuid()));
        } catch (IOException | RuntimeException failed) {
            events.accept(new AgentEvent.OperationFailed(
                    create.operationUuid(), "Cannot make the directory of a volume: " + failed.getMessage()));
        }
    }

    private void destroy(List<Resource> volumes) {
        List<Resource> gone = new ArrayList<>();
        for (Resource volume : volumes) {
            try {
                Path aside = tools.volumes().takeAway(volume);
                workers.run(() -> delete(aside));
                gone.add(volume);
            } catch (IOException | RuntimeException stays) {
                log.error(
                        "{}: a destroyed volume's data is still there; it is tried again at the next start: {}",
                        name,
                        stays.getMessage());
            }
        }
        events.accept(new AgentEvent.VolumesDestroyed(List.copyOf(gone)));
    }

    private void delete(Path aside) {
        try {
            tools.volumes().delete(aside);
        } catch (IOException stays) {
            log.warn("{}: cannot delete {}: {}", name, aside, stays.getMessage());
        }
    }

    private void retire(AgentEffect.ExecutorOver over) {
        try {
            Path run =
                    tools.layout().executorSandbox(agentId.get(), over.framework(), over.executor(), over.container());
            tools.finished().add(run, clock.millis());
        } catch (IOException stays) {
            log.warn("{}: cannot collect old sandboxes: {}", name, stays.getMessage());
        }
    }

    private static String taskId(TaskLaunch launch) {
        return launch.task().getTaskId().getValue();
    }
}
