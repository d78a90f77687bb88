package dev.holdfast.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands that ask for a chore of a ring's nodes have in common. */
final class ChoreOptions {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(index = "0", paramLabel = "NAME[/NODE]", description = "A cluster, or a node of one.")
    private String target = "";

    @Option(names = "--keyspace", paramLabel = "KEYSPACE", description = "Only this one.")
    private String keyspace = "";

    @Mixin
    private Preview preview = new Preview();

    /** Asks for it; the exit code. */
    int send(String chore) {
        return follow.send(preview.of(Verb.chore(chore, target, keyspace)), remote, output);
    }
}
