package dev.holdfast.cli;

import dev.holdfast.api.wire.EndpointInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "endpoints", description = "Tell where clients connect.")
final class EndpointsCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Override
    public Integer call() {
        List<EndpointInfo> endpoints =
                remote.client().list(new Target(name, "").path() + "/endpoints", EndpointInfo.class);
        output.emit(endpoints, out -> {
            Table table = new Table("NAME", "VALUE");
            endpoints.forEach(endpoint -> table.row(endpoint.name(), endpoint.value()));
            table.print(out);
        });
        return Exit.DONE;
    }
}
