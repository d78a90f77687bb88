package dev.holdfast.local.agent;

import dev.holdfast.local.agent.disk.AgentLayout;
import dev.holdfast.local.agent.disk.FinishedRuns;
import dev.holdfast.local.agent.disk.Sandboxes;
import dev.holdfast.local.agent.disk.Volumes;
import dev.holdfast.local.agent.fetch.ArtifactCache;
import dev.holdfast.local.agent.fetch.Fetcher;
import dev.holdfast.local.agent.process.Prober;
import dev.holdfast.local.agent.process.ProcessTable;
import dev.holdfast.local.agent.process.TaskProcesses;
import dev.holdfast.local.agent.process.TaskUser;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;

/** The parts an agent works with. */
record AgentTools(
        AgentLayout layout,
        Sandboxes sandboxes,
        Volumes volumes,
        FinishedRuns finished,
        Fetcher fetcher,
        TaskProcesses processes,
        ProcessTable table,
        Prober prober,
        TaskUser users) {

    /**
     * @param endpoint the agent's HTTP API as {@code ip:port}
     * @param exits hears of processes that ended
     */
    static AgentTools make(
            String name,
            AgentConfig config,
            AgentLayout layout,
            HttpClient http,
            Clock clock,
            String endpoint,
            TaskProcesses.Listener exits)
            throws IOException {
        ProcessTable table = new ProcessTable();
        TaskUser users = new TaskUser(config.switchUser());
        ArtifactCache cache = new ArtifactCache(config.cacheDir(), config.cacheBytes(), clock);
        return new AgentTools(
                layout,
                new Sandboxes(layout, config.sandboxPathIsolator()),
                new Volumes(layout),
                new FinishedRuns(layout),
                new Fetcher(cache, http, config.fetchTimeout()),
                new TaskProcesses(name, layout, table, users, config.ip(), endpoint, exits),
                table,
                new Prober(config.ip(), http, users, table),
                users);
    }
}
