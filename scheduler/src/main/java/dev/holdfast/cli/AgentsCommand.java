package dev.holdfast.cli;

import dev.holdfast.api.wire.AgentInfo;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "agents", description = "Show Mesos agents and the nodes on them.")
final class AgentsCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        List<AgentInfo> agents = remote.client().list("/v1/agents", AgentInfo.class);
        output.emit(agents, out -> {
            Table table = new Table("HOST", "ACTIVE", "ZONE", "CPUS", "MEMORY", "DISK", "ATTRIBUTES", "NODES");
            for (AgentInfo agent : agents) {
                table.row(
                        agent.hostname(),
                        agent.active() ? "yes" : "no",
                        agent.zone(),
                        Texts.number(agent.cpus()),
                        Texts.megabytes(agent.memoryMegabytes()),
                        Texts.megabytes(agent.diskMegabytes()),
                        agent.attributes().entrySet().stream()
                                .map(attribute -> attribute.getKey() + "=" + attribute.getValue())
                                .collect(Collectors.joining(" ")),
                        String.join(" ", agent.nodes()));
            }
            table.print(out);
        });
        return Exit.DONE;
    }
}
