package dev.holdfast.cli;

import dev.holdfast.database.cassandra.ring.CqlTalk;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What all tools of ours that speak CQL have in common: how their words are read, how they find the ring, and how they fail. */
final class CqlTool {

    private CqlTool() {}

    /** Reads what follows the tool's name into {@code words}; false if all that was wanted is shown: its help. */
    static boolean read(ClientCall call, String tool, Object words, List<String> arguments) {
        CommandLine parser = new CommandLine(words).setCaseInsensitiveEnumValuesAllowed(true);
        parser.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this.")
                        .build());
        try {
            parser.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new Failure(
                    Exit.USAGE,
                    String.valueOf(e.getMessage()),
                    "holdfast client " + call.cluster() + " " + tool + " --help tells",
                    e);
        }
        if (parser.isUsageHelpRequested()) {
            parser.usage(call.out());
            return false;
        }
        return true;
    }

    static void checkLevel(String consistency) {
        if (!CqlTalk.isLevel(consistency)) {
            throw new Failure(
                    Exit.USAGE, "there is no consistency level '" + consistency + "'", "as in --consistency quorum");
        }
    }

    static CqlTalk open(ClientCall call, CqlDoor door, String consistency, int seconds)
            throws CqlTalk.RefusedException {
        return CqlTalk.open(door.of(call), consistency, Duration.ofSeconds(Math.max(1, seconds)));
    }

    /** The data centre whose nodes are asked. */
    static String dc(ClientCall call) {
        return call.endpoints().getOrDefault("dc", "dc1");
    }

    static Failure failure(CqlTalk.RefusedException problem) {
        String said = String.valueOf(problem.getMessage());
        return switch (problem.kind()) {
            case DENIED -> new Failure(Exit.DENIED, said, "see --user and --password-file", problem);
            case WRONG -> new Failure(Exit.INVALID, said, "", problem);
            case SLOW -> new Failure(Exit.UNAVAILABLE, said, "see --timeout", problem);
            case UNREACHABLE ->
                new Failure(Exit.UNAVAILABLE, said, "holdfast status shows how the cluster is", problem);
        };
    }
}
