package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.EndpointInfo;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "client",
        description = {
            "Talk to the database itself: one of its own tools on this machine, connected to the cluster, or an SQL prompt.",
            "Kafka, as in:   holdfast client orders topics --list",
            "CrateDB, as in: holdfast client metrics  or  holdfast client metrics -c \"select * from sys.nodes\" -o json",
            "Cassandra, as in: holdfast client ring cqlsh  or  holdfast client ring nodetool status  or  … stress write"
        })
final class ClientCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Parameters(
            index = "1..*",
            paramLabel = "WORDS",
            description = {
                "Kafka: a tool, as `holdfast packages` lists them, and everything else is the tool's.",
                "CrateDB: --help tells; none opens a prompt.",
                "Cassandra: cqlsh and stress (--help tells), or nodetool; none opens a prompt."
            })
    private List<String> words = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ApiClient api = remote.client();
        Target target = new Target(name, "");
        ClusterInfo cluster = api.get(target.path(), ClusterInfo.class);
        DatabaseClient client = DatabaseClient.of(cluster.packageName())
                .orElseThrow(() -> new Failure(Exit.INVALID, "no client is known for " + cluster.packageName(), ""));
        SortedMap<String, String> endpoints = new TreeMap<>();
        api.list(target.path() + "/endpoints", EndpointInfo.class)
                .forEach(endpoint -> endpoints.put(endpoint.name(), endpoint.value()));
        return client.run(new ClientCall(
                name,
                cluster.version(),
                endpoints,
                api,
                words,
                spec.commandLine().getOut(),
                spec.commandLine().getErr()));
    }
}
