package dev.holdfast.local.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/** One agent as a program of its own: work directory and master as arguments. */
final class AgentProgram {

    private AgentProgram() {}

    public static void main(String[] arguments) throws IOException {
        URI master = URI.create(arguments[1]);
        LocalAgent.run(
                AgentConfig.of("agent1", "127.0.0.1", 0, Path.of(arguments[0]), () -> master)
                        .withResources("cpus:4;mem:1024;disk:1000"),
                Clock.systemUTC());
    }
}
