package dev.holdfast.cli.run;

import dev.holdfast.api.ApiSettings;
import dev.holdfast.api.wire.AgentInfo;
import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.PackageInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.local.LocalClusterConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Does for a moment what commands and {@code up} do, in a directory that is deleted afterwards: so that Java can
 * write down which classes they need (the launcher's class-data archive). What does not work here is left out, for it
 * is only about speed.
 */
@Command(name = "warm-up", hidden = true, description = "For the launcher: load what is usually needed, and end.")
public final class WarmUpCommand implements Callable<Integer> {

    /** Far from anything that anybody uses. */
    private static final String NETWORK = "127.255.254";

    private static final int LOOKS = 50;
    private static final long MILLIS_BETWEEN_LOOKS = 200;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine top = spec.commandLine().getParent();
        top.usage(nowhere);
        top.getSubcommands().values().forEach(command -> command.usage(nowhere));
        Path data = Files.createTempDirectory("holdfast-warm-up");
        Logging.toFile(data.resolve("holdfast.log"));
        try {
            live(data, top, nowhere);
        } catch (Failure e) {
            nowhere.println(e.getMessage());
        } finally {
            Trees.delete(data);
        }
        return Exit.DONE;
    }

    private static void live(Path data, CommandLine top, PrintWriter nowhere) throws IOException, InterruptedException {
        LocalClusterConfig config =
                LocalClusterConfig.of(data.resolve("mesos"), 5).on(NETWORK).withMasterPort(freePort());
        try (House house = House.start(data, config, ApiSettings.loopback(0), "", Naming.off(), Clock.systemUTC())) {
            String base = house.api().toString();
            ApiClient api = new ApiClient(base, Optional.empty());
            for (int look = 0; look < LOOKS; look++) {
                StatusInfo status = api.get("/v1/status", StatusInfo.class);
                if (status.master().connected() && status.agents().size() == config.agents()) {
                    break;
                }
                Thread.sleep(MILLIS_BETWEEN_LOOKS);
            }
            api.list("/v1/packages", PackageInfo.class);
            api.list("/v1/agents", AgentInfo.class);
            api.post("/v1/clusters?preview=true", new Asks.Create("kafka", "kafka", List.of()), OutcomeInfo.class);
            api.text("/v1/openapi.json");
            PrintWriter out = top.getOut();
            top.setOut(nowhere);
            top.execute("status", "--api", base);
            top.setOut(out);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
