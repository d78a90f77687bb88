package dev.holdfast.cli;

import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands about the data centres of a ring have in common. */
final class RingChange {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Option(
            names = "--keyspace",
            split = ",",
            paramLabel = "KEYSPACE",
            description = "Only this one; may be given more than once. Usually all whose data is spread over nodes.")
    private List<String> keyspaces = List.of();

    @Mixin
    private Preview preview = new Preview();

    String keyspaces() {
        return String.join(",", keyspaces);
    }

    Integer send(String cluster, String verb, Object wish) {
        return follow.send(preview.of(Verb.of(cluster, verb, wish)), remote, output);
    }
}
