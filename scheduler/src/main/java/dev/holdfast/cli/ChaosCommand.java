package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.DoneInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.cli.run.ChaosAsks;
import dev.holdfast.spec.ReplaceAfter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "chaos",
        description = {
            "Break things in the embedded Mesos, to see them heal.",
            "Hosts are agents' addresses, as `holdfast agents` lists them."
        })
final class ChaosCommand {

    private static final String HOST = "An agent's address, as in 127.0.0.3.";

    @Command(name = "kill-task", description = "kill -9 of a node's process.")
    int killTask(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME/NODE", description = "As in orders/broker-2.") String node,
            @Option(names = "--mesos-api", paramLabel = "URL", description = "What `holdfast mesos` serves, if apart.")
                    String mesos) {
        Target target = Target.parse(node).needNode();
        ApiClient api = remote.client();
        ClusterInfo cluster = api.get(target.path(), ClusterInfo.class);
        String task = cluster.node(target.node())
                .map(NodeInfo::taskId)
                .filter(id -> !id.isEmpty())
                .orElseThrow(() -> new Failure(
                        Exit.UNKNOWN, "no process of '" + node + "' is known", "holdfast status " + target.cluster()));
        ApiClient agents = mesos == null ? api : new ApiClient(mesos, java.util.Optional.empty());
        return done(output, agents.post("/v1/chaos/kill-task", new ChaosAsks.Task(task), DoneInfo.class));
    }

    @Command(name = "kill-agent", description = "An agent dies; its tasks go on.")
    int killAgent(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        return onHost(remote, output, "kill-agent", host);
    }

    @Command(name = "start-agent", description = "Start an agent again; it finds its tasks.")
    int startAgent(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        return onHost(remote, output, "start-agent", host);
    }

    @Command(name = "partition", description = "Cut an agent off from the master.")
    int partition(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        return onHost(remote, output, "partition", host);
    }

    @Command(name = "heal", description = "End a partition.")
    int heal(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        return onHost(remote, output, "heal", host);
    }

    @Command(name = "lose-disk", description = "Delete the data of all volumes of an agent.")
    int loseDisk(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        return onHost(remote, output, "lose-disk", host);
    }

    @Command(name = "drain", description = "Drain an agent, as an operator would for maintenance.")
    int drain(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        return onHost(remote, output, "drain", host);
    }

    @Command(name = "reactivate", description = "End a drain.")
    int reactivate(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        return onHost(remote, output, "reactivate", host);
    }

    @Command(
            name = "maintenance",
            description = "Schedule a maintenance window on an agent, as an operator of Mesos would.")
    int maintenance(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "HOST", description = HOST) String host,
            @Option(
                            names = "--in",
                            paramLabel = "TIME",
                            defaultValue = "15m",
                            description = "When it begins from now: 90s, 15m, 2h. Default: ${DEFAULT-VALUE}.")
                    String in,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            defaultValue = "30m",
                            description = "How long it lasts. Default: ${DEFAULT-VALUE}.")
                    String lasts,
            @Option(names = "--cancel", description = "Call the agent's window off instead.") boolean cancel) {
        ChaosAsks.Maintenance ask =
                new ChaosAsks.Maintenance(host, seconds("--in", in), seconds("--for", lasts), cancel);
        return done(output, remote.client().post("/v1/chaos/maintenance", ask, DoneInfo.class));
    }

    private static long seconds(String option, String text) {
        return ReplaceAfter.of(text)
                .map(Duration::toSeconds)
                .orElseThrow(() -> new Failure(
                        Exit.INVALID, option + " '" + text + "' is no time", "write a time such as 90s, 15m or 2h"));
    }

    @Command(name = "gone", description = "Say that an agent will not come back.")
    int gone(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        return onHost(remote, output, "gone", host);
    }

    @Command(name = "kill-master", description = "The master dies.")
    int killMaster(@Mixin Remote remote, @Mixin Output output) {
        return onHost(remote, output, "kill-master", "");
    }

    @Command(name = "start-master", description = "Start the master again.")
    int startMaster(@Mixin Remote remote, @Mixin Output output) {
        return onHost(remote, output, "start-master", "");
    }

    private static int onHost(Remote remote, Output output, String what, String host) {
        return done(output, remote.client().post("/v1/chaos/" + what, new ChaosAsks.Host(host), DoneInfo.class));
    }

    private static int done(Output output, DoneInfo done) {
        output.emit(done, out -> out.println(done.text()));
        return Exit.DONE;
    }
}
