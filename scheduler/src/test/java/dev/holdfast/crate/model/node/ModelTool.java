package dev.holdfast.crate.model.node;

import dev.holdfast.crate.model.core.Recast;
import dev.holdfast.crate.model.core.World;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SortedMap;

/**
 * {@code bin/crate-node unsafe-bootstrap} and {@code detach-cluster}: last resorts on the data of a stopped node,
 * with a question first.
 */
public final class ModelTool {
    private static final String LINE = "------------------------------------------------------------------------\n";

    private ModelTool() {}

    /** Exit code 0 if it was done, 1 if not. */
    public static void main(String[] arguments) throws IOException {
        String command = arguments.length == 0 ? "" : arguments[0];
        try {
            Path home = Path.of(System.getProperty("crate.home", "."));
            SortedMap<String, String> settings = CommandLine.read(
                    Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length), home);
            System.out.println(LINE + "\n    WARNING: CrateDB MUST be stopped before running this tool.\n");
            run(command, new DiskFiles(CommandLine.data(settings, home)));
        } catch (CommandLine.Refused refused) {
            System.err.println("Exception in thread \"main\" " + refused.getMessage());
            System.exit(refused.exit());
        }
    }

    private static void run(String command, DiskFiles files) throws IOException {
        try (FileChannel channel = FileChannel.open(
                files.node().resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                throw new CommandLine.Refused(
                        1,
                        "org.elasticsearch.ElasticsearchException: failed to lock node's directory, is CrateDB"
                                + " still running?");
            }
            switch (command) {
                case "unsafe-bootstrap" -> {
                    System.out.println("Current node cluster state (term, version) pair is " + Recast.shown(files));
                    confirm("""
                            You should only run this tool if you have permanently lost half or more
                            of the master-eligible nodes in this cluster, and you cannot restore the
                            cluster from a snapshot. This tool can cause arbitrary data loss and its
                            use should be your last resort. If you have multiple surviving master
                            eligible nodes, you should run this tool on the node with the highest
                            cluster state (term, version) pair.
                            """);
                    Recast.bootstrap(files, java.util.UUID.randomUUID().toString());
                    System.out.println("Master node was successfully bootstrapped");
                }
                case "detach-cluster" -> {
                    confirm("""
                            You should only run this tool if you have permanently lost all of the
                            master-eligible nodes in this cluster and you cannot restore the cluster
                            from a snapshot, or you have already unsafely bootstrapped a new cluster
                            by running `crate-node unsafe-bootstrap` on a master-eligible
                            node that belonged to the same cluster as this node. This tool can cause
                            arbitrary data loss and its use should be your last resort.
                            """);
                    Recast.detach((World.Files) files);
                    System.out.println("Node was successfully detached from the cluster");
                }
                default -> throw new CommandLine.Refused(64, "ERROR: unknown command [" + command + "]");
            }
        }
    }

    private static void confirm(String warning) throws IOException {
        System.out.println(LINE + "\n" + warning + "\nDo you want to proceed?\n");
        System.out.print("Confirm [y/N] ");
        System.out.flush();
        int answer = System.in.read();
        if (answer != 'y' && answer != 'Y') {
            throw new CommandLine.Refused(1, "org.elasticsearch.ElasticsearchException: aborted by user");
        }
    }
}
