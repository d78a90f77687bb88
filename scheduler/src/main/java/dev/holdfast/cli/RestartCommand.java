package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "restart", description = "Restart a cluster or nodes, one by one, each when it may be missed.")
final class RestartCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(arity = "1..*", paramLabel = "NAME[/NODE]", description = "A cluster, or nodes of one.")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        List<Target> targets = Target.parseAll(names);
        Target first = targets.get(0);
        List<String> nodes = targets.stream()
                .map(Target::node)
                .filter(node -> !node.isEmpty())
                .toList();
        ApiClient api = remote.client();
        OutcomeInfo outcome = api.post(first.path() + "/restart", new Asks.Nodes(nodes), OutcomeInfo.class);
        return follow.tell(outcome, first.cluster(), api, output);
    }
}
