package dev.holdfast.cli;

import dev.holdfast.engine.SharedState;
import dev.holdfast.model.ZooKeeperAccess;
import dev.holdfast.model.ZooKeeperAddress;
import dev.holdfast.store.ZooKeeperSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the state is: in the data directory, or in a ZooKeeper that several schedulers share. */
public final class StateOptions {

    private static final int SHORTEST_SECONDS = 2;
    private static final int LONGEST_SECONDS = 60;

    @Option(
            names = "--state",
            paramLabel = "zk://HOST:PORT,…/PATH",
            description =
                    "A ZooKeeper to keep the state in, shared with other schedulers of which one leads (usual: a file in"
                            + " --data); zks://… where it speaks TLS.")
    private String state = "";

    @Option(
            names = "--state-key-file",
            paramLabel = "FILE",
            description =
                    "With --state: the key that passwords made up by a scheduler are locked with there, in the file's first"
                            + " line. The same for all schedulers.")
    private Optional<Path> keyFile = Optional.empty();

    @Option(
            names = "--state-timeout",
            paramLabel = "SECONDS",
            description = "With --state: how long a scheduler may be silent before another leads (usual: 4).")
    private int seconds = (int) ZooKeeperSession.USUAL_TIMEOUT.toSeconds();

    @Option(
            names = "--zookeeper-login-file",
            paramLabel = "FILE",
            description =
                    "For zk:// and zks:// addresses: user:password in the file's first line, for ZooKeeper's digest scheme;"
                            + " what is written is then for that login only.")
    private Optional<Path> loginFile = Optional.empty();

    @Option(
            names = "--zookeeper-config",
            paramLabel = "FILE",
            description =
                    "For zks:// addresses: properties of ZooKeeper's own client, such as zookeeper.ssl.trustStore.location"
                            + " (see docs/high-availability.md).")
    private Optional<Path> clientConfig = Optional.empty();

    /** What ZooKeepers are told beside what stands in their addresses. */
    public ZooKeeperAccess access() {
        return ZooKeeperFiles.read(loginFile, clientConfig);
    }

    /** Empty if the state is in the data directory. */
    public Optional<SharedState> shared() {
        if (state.isEmpty()) {
            return Optional.empty();
        }
        ZooKeeperAddress address = ZooKeeperAddress.parse(state)
                .filter(parsed -> !parsed.path().equals("/"))
                .orElseThrow(() -> new Failure(
                        Exit.USAGE,
                        "--state is no place in a ZooKeeper",
                        "write as in zk://10.0.0.1:2181,10.0.0.2:2181,10.0.0.3:2181/holdfast"))
                .with(access());
        ZooKeeperFiles.agree(address, "--state");
        if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) {
            throw new Failure(
                    Exit.USAGE,
                    "--state-timeout " + seconds + " is not possible",
                    "give between " + SHORTEST_SECONDS + " and " + LONGEST_SECONDS + " seconds");
        }
        Path key = keyFile.orElseThrow(
                () -> new Failure(
                        Exit.USAGE,
                        "--state needs --state-key-file, for the passwords that schedulers make up and share",
                        "make one and give it to each: head -c 32 /dev/urandom | base64 > holdfast.key; chmod 600 holdfast.key"));
        return Optional.of(new SharedState(address, Duration.ofSeconds(seconds), key));
    }
}
