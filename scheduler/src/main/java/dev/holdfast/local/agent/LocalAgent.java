package dev.holdfast.local.agent;

import dev.holdfast.local.agent.core.AgentCore;
import dev.holdfast.local.agent.core.AgentEffect;
import dev.holdfast.local.agent.core.AgentEvent;
import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.core.Reports;
import dev.holdfast.local.agent.core.TaskRun;
import dev.holdfast.local.agent.http.AgentApi;
import dev.holdfast.local.agent.process.Boot;
import dev.holdfast.local.agent.process.TaskProcesses;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskInfo;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running agent. Closing it is its death: its tasks go on, and the next agent started in the same work directory
 * finds them. Cpu and memory are accounted, not enforced.
 */
public final class LocalAgent implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalAgent.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KILL_TIME = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final String name;
    private final AgentConfig config;
    private final WorkDirLock lock;
    private final Published published;
    private final AgentApi api;
    private final TaskProcesses processes;
    private final Workers workers;
    private final AgentLoop loop;
    private final MasterLink link;
    private final OutputWatch outputs;
    private final AgentFaults faults;
    private final CountDownLatch ended = new CountDownLatch(1);

    private LocalAgent(AgentConfig config, Clock clock, Ground ground, AgentApi api) throws IOException {
        this.name = name(config);
        this.config = config;
        this.lock = ground.lock();
        this.api = api;
        this.published = ground.published();
        this.workers = new Workers(name);
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(workers.http())
                .build();
        AgentTools tools = AgentTools.make(
                name,
                config,
                ground.layout(),
                http,
                clock,
                config.ip() + ":" + api.port(),
                (container, status) -> post(new AgentEvent.Exited(container, status)));
        this.processes = tools.processes();
        AgentSnapshot before = ground.published().get();
        tools.volumes()
                .create(before.resources().stream().filter(LocalAgent::isVolume).toList());
        tools.volumes().emptyTrash();
        AgentWork work = new AgentWork(name, tools, workers, this::agentId, this::post, clock);
        AgentCore core = new AgentCore(before, config.ip(), UUID::randomUUID);
        this.loop = new AgentLoop(
                name, core, ground.checkpoint(), Boot.id(), clock, published, effect -> perform(effect, work));
        this.link = new MasterLink(name, config.master(), http, config.linkSilence(), new MasterLink.Listener() {
            @Override
            public ToMaster.Register register() {
                AgentSnapshot now = loop.look();
                return Reports.register(now, ground.info(now, api.port()), config.ip());
            }

            @Override
            public void onMessage(ToAgent message) {
                post(new AgentEvent.FromMaster(message));
            }

            @Override
            public void onDown() {
                post(new AgentEvent.LinkDown());
            }
        });
        this.outputs = new OutputWatch(name, config.outputBytes(), ground.layout(), this::state);
        this.faults = new AgentFaults(this::state, tools, link);
        Recovery.events(ground.saved(), Boot.id(), processes).forEach(loop::post);
    }

    /**
     * Starts an agent: finds what ran before, opens its HTTP API, and begins to look for its master.
     *
     * @throws IOException when it cannot run here; the message names the cause and the remedy
     */
    public static LocalAgent start(AgentConfig config, Clock clock) throws IOException {
        Ground ground = Ground.of(config);
        try {
            AgentApi api = AgentApi.start(
                    name(config),
                    config.ip(),
                    config.port(),
                    config.credential().map(AgentConfig.Credential::plain),
                    ground.layout(),
                    () -> ground.published().get(),
                    port -> ground.info(ground.published().get(), port));
            try {
                LocalAgent agent = new LocalAgent(config, clock, ground, api);
                agent.loop.start();
                agent.link.start();
                agent.outputs.start();
                log.info("{}: cpu and memory are accounted, not enforced", agent.name);
                return agent;
            } catch (IOException | RuntimeException failed) {
                api.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            ground.lock().close();
            throw failed;
        }
    }

    private static String name(AgentConfig config) {
        return "local-agent-" + config.hostname();
    }

    /**
     * Runs an agent until it is refused by its master or the thread is interrupted: the body of an agent's own program.
     */
    public static void run(AgentConfig config, Clock clock) throws IOException {
        try (LocalAgent agent = start(config, clock)) {
            agent.ended.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform(AgentEffect effect, AgentWork work) {
        if (effect instanceof AgentEffect.Send send) {
            link.send(send.message());
        } else if (effect instanceof AgentEffect.Stop stop) {
            log.warn(
                    "{}: the master will not have this agent: {}. Its tasks were ended; delete {} to begin again",
                    name,
                    stop.reason(),
                    config.workDir());
            link.close();
            ended.countDown();
        } else {
            work.perform(effect);
        }
    }

    private void post(AgentEvent event) {
        loop.post(event);
    }

    private static boolean isVolume(Resource resource) {
        return resource.hasDisk() && resource.getDisk().hasPersistence();
    }

    private AgentID agentId() {
        return state().agentId().orElseThrow(() -> new IllegalStateException("the agent has no id yet"));
    }

    /** The agent's state of this moment. */
    public AgentSnapshot state() {
        return published.get();
    }

    /**
     * Ends tasks of its own accord, before the whole machine is to be left: each is asked to end and has its own grace,
     * but not more than {@code atMost}. Their updates are kept and told when the agent is next run.
     *
     * @return true when all of them have ended
     */
    public boolean endTasks(Predicate<TaskInfo> which, Duration atMost) throws InterruptedException {
        List<String> containers = loop.look().executors().stream()
                .flatMap(executor -> executor.tasks().stream())
                .filter(task -> task.phase() != TaskRun.Phase.ENDED && which.test(task.info()))
                .map(task -> task.container().getValue())
                .toList();
        containers.forEach(container -> post(new AgentEvent.EndTask(container, atMost)));
        long end = System.nanoTime() + atMost.plus(KILL_TIME).toNanos();
        while (System.nanoTime() < end) {
            boolean someRun = loop.look().executors().stream()
                    .flatMap(executor -> executor.tasks().stream())
                    .anyMatch(task -> task.phase() != TaskRun.Phase.ENDED
                            && containers.contains(task.container().getValue()));
            if (!someRun) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        return false;
    }

    /** The port its HTTP API listens on. */
    public int port() {
        return api.port();
    }

    public Path workDir() {
        return config.workDir();
    }

    /** True from the moment the master refused the agent. */
    public boolean isRefused() {
        return ended.getCount() == 0;
    }

    /** Faults on request. */
    public AgentFaults faults() {
        return faults;
    }

    @Override
    public void close() {
        link.close();
        outputs.close();
        loop.close();
        workers.close();
        processes.close();
        api.close();
        ended.countDown();
        try {
            lock.close();
        } catch (IOException ignored) {
            log.debug("{}: the lock goes with the program: {}", name, ignored.getMessage());
        }
    }
}
