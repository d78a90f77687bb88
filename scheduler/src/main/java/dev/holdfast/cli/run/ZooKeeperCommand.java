package dev.holdfast.cli.run;

import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.store.LocalZooKeeper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast zookeeper}: what {@code up --ha} starts beside its schedulers. */
@Command(name = "zookeeper", hidden = true, description = "A ZooKeeper server alone on this machine, for trying out.")
public final class ZooKeeperCommand implements Callable<Integer> {

    /** How its first line begins; the port follows. */
    static final String READY = "ZooKeeper at 127.0.0.1:";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Where everything is kept.")
    private Path data = Path.of("");

    @Option(names = "--port", paramLabel = "PORT", description = "0: any.")
    private int port;

    @Mixin
    private ParentOption parent = new ParentOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.toConsole();
        CountDownLatch end = new CountDownLatch(1);
        parent.endOn(end);
        PrintWriter out = spec.commandLine().getOut();
        try (LocalZooKeeper server =
                LocalZooKeeper.start(data, new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            out.println(READY + server.port());
            out.flush();
            end.await();
        } catch (java.net.BindException e) {
            throw new Failure(
                    Exit.UNAVAILABLE, "ZooKeeper cannot listen on port " + port + ": " + e.getMessage(), "free it", e);
        }
        return Exit.DONE;
    }
}
