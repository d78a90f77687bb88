package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.PreviewInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        description = {
            "Preview a change: diff, steps, places, data to move. Nothing is done.",
            "Either -f FILE, or a verb as it would be given: plan scale NAME broker=5, plan set NAME KEY=VALUE, "
                    + "plan upgrade NAME VERSION, plan remove NAME/NODE. The verb itself says the same with --preview."
        })
final class PlanCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The spec, YAML or JSON; - for standard input.")
    private Optional<Path> file = Optional.empty();

    @Parameters(paramLabel = "VERB NAME ...", description = "A verb with its arguments.", arity = "0..*")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        ApiClient api = remote.client();
        OutcomeInfo outcome = ask(api);
        PreviewInfo preview = outcome.preview()
                .orElseThrow(() -> new Failure(Exit.INTERNAL, "the scheduler gave no preview: " + outcome.text(), ""));
        output.emit(preview, out -> new PreviewText(preview).print(out));
        return Exit.DONE;
    }

    private OutcomeInfo ask(ApiClient api) {
        if (file.isPresent()) {
            SpecFile spec = SpecFile.read(file.get());
            return api.put(new Target(spec.name(), "").path() + Verb.preview(true), spec.text(), OutcomeInfo.class);
        }
        Verb verb = verb().previewed(true);
        return api.post(verb.path(), verb.ask(), OutcomeInfo.class);
    }

    private Verb verb() {
        if (words.size() < 2) {
            throw usage();
        }
        String name = words.get(1);
        List<String> rest = words.subList(2, words.size());
        return switch (words.get(0)) {
            case "scale" -> Verb.scale(name, rest);
            case "set" -> Verb.set(name, rest);
            case "upgrade" -> Verb.upgrade(name, rest.isEmpty() ? "" : rest.get(0));
            case "remove" -> Verb.remove(name, false);
            case "restart", "start", "stop" -> Verb.onNodes(words.get(0), words.subList(1, words.size()));
            case "replace" -> Verb.onNode("replace", name);
            case "uninstall" -> Verb.of(name, "uninstall", new Asks.Uninstall(""));
            case "cancel" -> Verb.of(name, "cancel", new Asks.Nothing());
            default -> throw usage();
        };
    }

    private static Failure usage() {
        return new Failure(
                Exit.USAGE,
                "there is nothing to preview",
                "give -f FILE, or: plan scale|set|upgrade NAME ..., plan restart|start|stop NAME[/NODE], plan"
                        + " remove|replace NAME/NODE, plan cancel|uninstall NAME; or a verb with --preview");
    }
}
