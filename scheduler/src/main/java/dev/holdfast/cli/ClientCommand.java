package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.EndpointInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
            "Run one of the database's own tools on this machine, connected to the cluster.",
            "As in: holdfast client orders topics --list"
        })
final class ClientCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "TOOL", description = "As `holdfast packages` lists them.")
    private String tool = "";

    @Parameters(index = "2..*", paramLabel = "ARGS", description = "Everything else is the tool's.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ApiClient api = remote.client();
        Target target = new Target(name, "");
        ClusterInfo cluster = api.get(target.path(), ClusterInfo.class);
        if (!cluster.packageName().equals("kafka")) {
            throw new Failure(Exit.INVALID, "no tools are known for " + cluster.packageName(), "");
        }
        KafkaTool known = KafkaTool.find(tool);
        SortedMap<String, String> endpoints = new TreeMap<>();
        api.list(target.path() + "/endpoints", EndpointInfo.class)
                .forEach(endpoint -> endpoints.put(endpoint.name(), endpoint.value()));
        List<String> connected = known.connected(arguments, cluster.version(), endpoints);
        ToolShelf shelf = ToolShelf.of(System.getenv(), spec.commandLine().getErr());
        String classPath = shelf.classPath(known.software(cluster.version()));
        return run(classPath, known.mainClass(), connected);
    }

    /** The tool has this terminal; Ctrl-C is for the tool, which ends and so ends us. */
    private static int run(String classPath, String mainClass, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, mainClass));
        command.addAll(arguments);
        Signals.on(Signals.INTERRUPT, () -> {});
        Process process = new ProcessBuilder(command).inheritIO().start();
        Thread end = new Thread(process::destroy, "client-end");
        Runtime.getRuntime().addShutdownHook(end);
        return process.waitFor();
    }
}
