package dev.holdfast.local;

import com.sun.management.OperatingSystemMXBean;
import dev.holdfast.local.agent.AgentConfig;
import dev.holdfast.local.agent.LocalAgent;
import dev.holdfast.local.master.LocalMaster;
import dev.holdfast.local.master.MasterConfig;
import dev.holdfast.local.master.MasterTimings;
import dev.holdfast.mesos.v1.TaskID;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A master and its agents in one process. Closing it, or the end of the process, leaves tasks running; the next one on the same
 * directory finds them. For one machine and not for production: memory and cpu are accounted, not enforced.
 */
public final class LocalCluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
    private static final long MEGABYTE = 1024L * 1024;
    private static final long CACHE_BYTES = 10L << 30;

    /** On one machine nobody gains from waiting a second for what was just freed. */
    private static final Duration ALLOCATION = Duration.ofMillis(100);

    private final LocalClusterConfig config;
    private final Clock clock;
    private final TreeMap<Integer, LocalAgent> agents = new TreeMap<>();
    private Optional<LocalMaster> master = Optional.empty();

    private LocalCluster(LocalClusterConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * Starts the master, then the agents.
     *
     * @throws IOException if an address or port is not to be had, or the directory cannot be used
     */
    public static LocalCluster start(LocalClusterConfig config, Clock clock) throws IOException {
        Files.createDirectories(config.data());
        LocalCluster cluster = new LocalCluster(config, clock);
        try {
            cluster.startMaster();
            for (int index = 0; index < config.agents(); index++) {
                cluster.startAgent(index);
            }
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts the master, or starts it again after {@link #stopMaster}. */
    public synchronized void startMaster() throws IOException {
        if (master.isEmpty()) {
            master = Optional.of(LocalMaster.start(MasterConfig.at(
                            config.masterAddress(),
                            config.masterPort(),
                            config.data().resolve("master"))
                    .withTimings(MasterTimings.likeMesos().withAllocation(ALLOCATION))
                    .withClock(clock)));
            LOG.info("embedded Mesos master at {}: for one machine, not for production", masterUri());
        }
    }

    public synchronized void stopMaster() {
        master.ifPresent(LocalMaster::close);
        master = Optional.empty();
    }

    /** Starts an agent, or starts it again after {@link #stopAgent}: its tasks are found again. */
    public synchronized void startAgent(int index) throws IOException {
        if (agents.containsKey(index)) {
            return;
        }
        Path directory = config.data().resolve("agent-" + (index + 1));
        Files.createDirectories(directory);
        String resources = resources();
        AgentConfig agent = AgentConfig.of(
                        config.agentAddress(index),
                        config.agentAddress(index),
                        config.agentPort(),
                        directory,
                        this::masterUri)
                .withCache(config.data().resolve("cache"), CACHE_BYTES)
                .withResources(resources)
                .withSwitchUser(true)
                .withSandboxPathIsolator(config.isolator());
        if (!config.attributes().isEmpty()) {
            agent = agent.withAttributes(
                    config.attributes().get(index % config.attributes().size()));
        }
        agents.put(index, LocalAgent.start(agent, clock));
    }

    /** What each agent has: computed once and kept, for free disk changes and an agent's resources must not. */
    private String resources() throws IOException {
        Path kept = config.data().resolve("agent-resources");
        if (config.resources().isEmpty() && Files.isReadable(kept)) {
            return Files.readString(kept).strip();
        }
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        String resources = config.resourcesOf(
                machine.getTotalMemorySize() / MEGABYTE,
                Files.getFileStore(config.data()).getUsableSpace() / MEGABYTE,
                machine.getAvailableProcessors());
        if (config.resources().isEmpty()) {
            Files.writeString(kept, resources + "\n");
        }
        return resources;
    }

    /** The agent's process dies, so to say; tasks go on. */
    public synchronized void stopAgent(int index) {
        LocalAgent agent = agents.remove(index);
        if (agent != null) {
            agent.close();
        }
    }

    /** An agent, counted from 0, if it runs. */
    public synchronized Optional<LocalAgent> agent(int index) {
        return Optional.ofNullable(agents.get(index));
    }

    /** Kills a task's process as {@code kill -9} would; false if no agent runs a task of that id. */
    public synchronized boolean killTask(String taskId) {
        TaskID id = TaskID.newBuilder().setValue(taskId).build();
        return agents.values().stream().anyMatch(agent -> agent.faults().killTask(id));
    }

    /** Index of the agent with that hostname or address. */
    public synchronized Optional<Integer> indexOf(String hostname) {
        for (int index = 0; index < config.agents(); index++) {
            if (config.agentAddress(index).equals(hostname)) {
                return Optional.of(index);
            }
        }
        return Optional.empty();
    }

    public URI masterUri() {
        return URI.create("http://" + config.masterAddress() + ":" + config.masterPort());
    }

    public LocalClusterConfig config() {
        return config;
    }

    @Override
    public synchronized void close() {
        List<LocalAgent> running = new ArrayList<>(agents.values());
        agents.clear();
        running.forEach(LocalAgent::close);
        stopMaster();
    }
}
