package dev.holdfast.real;

import dev.holdfast.local.agent.AgentConfig;
import dev.holdfast.local.agent.LocalAgent;
import dev.holdfast.local.master.LocalMaster;
import dev.holdfast.local.master.MasterConfig;
import dev.holdfast.local.master.MasterTimings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * A process with a master, or with agents, or both: {@code MesosProcess DATA NETWORK [master] [INDEX…]}. It ends when its standard
 * input does, so it never outlives the test; what the agents have started goes on.
 */
final class MesosProcess {

    private static final long CACHE_BYTES = 4L << 30;
    private static final int MASTER_PORT = 5050;
    private static final int AGENT_PORT = 5051;

    /** After how many seconds of silence an agent counts as unreachable, if sooner than usual. */
    static final String AGENT_TIMEOUT = "real.agent.timeout";

    /** What the agents of this process are said to have, in Mesos's own notation: {@code rack:a}. */
    static final String ATTRIBUTES = "real.attributes";

    /** In the time after which an agent counts as unreachable. */
    private static final int PINGS = 5;

    private MesosProcess() {}

    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        String network = arguments[1];
        for (int i = 2; i < arguments.length; i++) {
            if (arguments[i].equals("master")) {
                LocalMaster.start(MasterConfig.at(network + ".1", MASTER_PORT, data.resolve("master"))
                        .withTimings(timings()));
            } else {
                agent(data, network, Integer.parseInt(arguments[i]));
            }
        }
        System.out.println(Child.READY);
        Child.untilStandardInputEnds();
        Runtime.getRuntime().halt(0);
    }

    private static MasterTimings timings() {
        MasterTimings usual = MasterTimings.likeMesos();
        int seconds =
                Integer.getInteger(AGENT_TIMEOUT, (int) usual.agentTimeout().toSeconds());
        Duration timeout = Duration.ofSeconds(seconds);
        return usual.withAgentTimeout(timeout.dividedBy(PINGS), timeout);
    }

    private static void agent(Path data, String network, int index) throws IOException {
        String address = network + "." + (index + 2);
        Path directory = Files.createDirectories(data.resolve("agent-" + index));
        URI master = URI.create("http://" + network + ".1:" + MASTER_PORT);
        LocalAgent.start(
                AgentConfig.of(address, address, AGENT_PORT, directory, () -> master)
                        .withCache(data.resolve("cache"), CACHE_BYTES)
                        .withSandboxPathIsolator(!Boolean.getBoolean("real.no.isolator"))
                        .withSwitchUser(System.getProperty("user.name", "").equals("root"))
                        .withAttributes(System.getProperty(ATTRIBUTES, ""))
                        .withResources("cpus:4;mem:8192;disk:20000;ports:[1024-32767]"),
                Clock.systemUTC());
    }
}
