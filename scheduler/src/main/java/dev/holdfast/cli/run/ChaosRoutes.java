package dev.holdfast.cli.run;

import dev.holdfast.api.Call;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Route;
import dev.holdfast.api.wire.DoneInfo;
import dev.holdfast.local.LocalCluster;
import dev.holdfast.local.agent.AgentFaults;
import dev.holdfast.local.agent.LocalAgent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Faults on request, for the embedded Mesos of this process. */
final class ChaosRoutes {

    private final LocalCluster cluster;
    private final MasterCalls master;

    ChaosRoutes(LocalCluster cluster) {
        this.cluster = cluster;
        this.master = new MasterCalls(cluster.masterUri());
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                        "/v1/chaos/kill-task",
                        "kill -9 of a task's process",
                        ChaosAsks.Task.class,
                        DoneInfo.class,
                        this::killTask),
                onHost("kill-agent", "An agent dies; tasks go on", index -> {
                    agent(index);
                    cluster.stopAgent(index);
                    return "the agent is dead; its tasks go on";
                }),
                onHost("start-agent", "Starts an agent again", index -> {
                    cluster.startAgent(index);
                    return "the agent is up";
                }),
                onHost("partition", "Cuts an agent off from the master", index -> {
                    faults(index).partition(true);
                    return "the agent is cut off";
                }),
                onHost("heal", "Ends a partition", index -> {
                    faults(index).partition(false);
                    return "the agent is connected again";
                }),
                onHost(
                        "lose-disk",
                        "Deletes the data of all volumes of an agent",
                        index -> faults(index).loseDisk() + " volumes have lost their data"),
                byId("drain", "Drains an agent", master::drain),
                byId("reactivate", "Ends a drain", master::reactivate),
                Route.post(
                        "/v1/chaos/maintenance",
                        "Schedules a maintenance window on an agent, or calls it off",
                        ChaosAsks.Maintenance.class,
                        DoneInfo.class,
                        this::maintenance),
                byId("gone", "Says that an agent will not come back", master::gone),
                onMaster("kill-master", "The master dies", () -> {
                    cluster.stopMaster();
                    return "the master is dead";
                }),
                onMaster("start-master", "Starts the master again", () -> {
                    cluster.startMaster();
                    return "the master is up";
                }));
    }

    private Object killTask(Call call) {
        String task = call.body(ChaosAsks.Task.class).task();
        if (!cluster.killTask(task)) {
            throw Refused.because(Refused.UNKNOWN, "no agent runs the task '" + task + "'", "see holdfast status");
        }
        return new DoneInfo("killed " + task);
    }

    private Object maintenance(Call call) throws IOException, InterruptedException {
        ChaosAsks.Maintenance ask = call.body(ChaosAsks.Maintenance.class);
        index(ask.host());
        String done = ask.cancel()
                ? master.unschedule(ask.host())
                : master.schedule(ask.host(), now().plusSeconds(ask.in()), Duration.ofSeconds(ask.lasts()));
        return new DoneInfo(ask.host() + ": " + done);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private interface OnIndex {
        String does(int index) throws IOException;
    }

    private Route onHost(String name, String summary, OnIndex fault) {
        return Route.post("/v1/chaos/" + name, summary, ChaosAsks.Host.class, DoneInfo.class, call -> {
            String host = call.body(ChaosAsks.Host.class).host();
            return new DoneInfo(host + ": " + fault.does(index(host)));
        });
    }

    private interface ByHost {
        String does(String host) throws IOException, InterruptedException;
    }

    private Route byId(String name, String summary, ByHost fault) {
        return Route.post("/v1/chaos/" + name, summary, ChaosAsks.Host.class, DoneInfo.class, call -> {
            String host = call.body(ChaosAsks.Host.class).host();
            index(host);
            return new DoneInfo(host + ": " + fault.does(host));
        });
    }

    private interface OnMaster {
        String does() throws IOException;
    }

    private static Route onMaster(String name, String summary, OnMaster fault) {
        return Route.post(
                "/v1/chaos/" + name, summary, ChaosAsks.Host.class, DoneInfo.class, call -> new DoneInfo(fault.does()));
    }

    private int index(String host) {
        return cluster.indexOf(host)
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN, "there is no agent '" + host + "' here", "holdfast agents lists them"));
    }

    private LocalAgent agent(int index) {
        return cluster.agent(index)
                .orElseThrow(() ->
                        Refused.because(Refused.CONFLICT, "that agent is not up", "holdfast chaos start-agent HOST"));
    }

    private AgentFaults faults(int index) {
        return agent(index).faults();
    }
}
