package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterNamesInfo;
import dev.holdfast.api.wire.ClusterNamesInfo.NamedEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "endpoints", description = "Tell where clients connect, by address and by name.")
final class EndpointsCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Override
    public Integer call() {
        ClusterNamesInfo cluster = remote.client().get(new Target(name, "").path() + "/names", ClusterNamesInfo.class);
        List<NamedEndpoint> endpoints = cluster.endpoints();
        boolean named =
                endpoints.stream().anyMatch(endpoint -> !endpoint.names().isEmpty());
        output.emit(endpoints, out -> {
            Table table = named ? new Table("NAME", "VALUE", "BY NAME") : new Table("NAME", "VALUE");
            endpoints.forEach(endpoint -> row(table, endpoint, named));
            table.print(out);
        });
        return Exit.DONE;
    }

    /** Names below each other: each can be copied. */
    private static void row(Table table, NamedEndpoint endpoint, boolean named) {
        if (!named) {
            table.row(endpoint.name(), endpoint.value());
            return;
        }
        List<String> names = new ArrayList<>(endpoint.names());
        endpoint.services().forEach(service -> names.add(service + " (SRV)"));
        table.row(endpoint.name(), endpoint.value(), names.isEmpty() ? "" : names.get(0));
        names.stream().skip(1).forEach(more -> table.row("", "", more));
    }
}
