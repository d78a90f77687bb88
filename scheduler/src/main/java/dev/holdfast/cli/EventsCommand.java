package dev.holdfast.cli;

import dev.holdfast.api.wire.EventInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "events", description = "Show what happened to a cluster.")
final class EventsCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "Only the newest N (usual: 100).")
    private int limit = 100;

    @Override
    public Integer call() {
        List<EventInfo> events =
                remote.client().list(new Target(name, "").path() + "/events?limit=" + limit, EventInfo.class);
        output.emit(
                events, out -> events.forEach(event -> out.println(Texts.second(event.at()) + "  " + event.text())));
        return Exit.DONE;
    }
}
