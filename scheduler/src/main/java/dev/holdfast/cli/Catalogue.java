package dev.holdfast.cli;

import dev.holdfast.cli.run.DownCommand;
import dev.holdfast.cli.run.MesosCommand;
import dev.holdfast.cli.run.SchedulerCommand;
import dev.holdfast.cli.run.UpCommand;
import dev.holdfast.cli.run.WarmUpCommand;
import dev.holdfast.cli.run.ZooKeeperCommand;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;

/**
 * All commands by name. To ask every command's class what it takes costs most of a short command's time, so only the
 * one that is called is asked; what the top help says of the others stands here.
 */
final class Catalogue {

    /**
     * A command.
     *
     * @param about as the first line of its own help; empty for those that are not for users
     */
    record Entry(String name, String about, Supplier<Object> command) {

        boolean isListed() {
            return !about.isEmpty();
        }
    }

    private static final List<Entry> ALL = List.of(
            entry(
                    "up",
                    "Start everything on this machine: a Mesos of its own, the scheduler and a first cluster.",
                    UpCommand::new),
            entry("down", "Stop what `up` started; data stays.", DownCommand::new),
            entry("scheduler", "Run the scheduler alone, for a Mesos that is there.", SchedulerCommand::new),
            entry(
                    "mesos",
                    "Run the embedded Mesos alone: a master and agents on this machine, with the API of the real one.",
                    MesosCommand::new),
            entry("plan", "Preview a change: diff, steps, places, data to move. Nothing is done.", PlanCommand::new),
            entry("apply", "Make a cluster be what a spec says; creates it if there is none.", ApplyCommand::new),
            entry(
                    "import",
                    "Make a spec of what ran a database before: a Marathon app with Crate.",
                    ImportCommand::new),
            entry("create", "Create a cluster with a package's defaults.", CreateCommand::new),
            entry("scale", "Change how many nodes there are.", ScaleCommand::new),
            entry("upgrade", "Go to another version of the database, node by node.", UpgradeCommand::new),
            entry(
                    "finalize",
                    "Finish an upgrade (Kafka: raise the metadata version). Cannot be taken back.",
                    FinalizeCommand::new),
            entry("set", "Change settings, sizes or options; takes effect node by node.", SetCommand::new),
            entry("status", "Show all clusters, or one with its nodes and its plan.", StatusCommand::new),
            entry(
                    "why",
                    "Tell what a cluster waits for, by which rule, since when, and what can be done.",
                    WhyCommand::new),
            entry("events", "Show what happened and was decided, and why.", EventsCommand::new),
            entry("endpoints", "Tell where clients connect, by address and by name.", EndpointsCommand::new),
            entry("names", "Tell whether names are answered over DNS, and a cluster's names.", NamesCommand::new),
            entry(
                    "logs",
                    "Show what a node has written: its output, its database's own logs, those of earlier launches and of chores.",
                    LogsCommand::new),
            entry("start", "Start a cluster or nodes that were stopped.", StartCommand::new),
            entry("stop", "Stop a cluster or nodes; identity and data stay.", StopCommand::new),
            entry(
                    "restart",
                    "Restart a cluster or nodes, one by one, each when it may be missed.",
                    RestartCommand::new),
            entry("replace", "Give a node a new empty volume elsewhere, with the same identity.", ReplaceCommand::new),
            entry(
                    "remove",
                    "Drain a node and give it up for good; its data moves to others first.",
                    RemoveCommand::new),
            entry("rebalance", "Spread data over all nodes, moving as little as possible.", RebalanceCommand::new),
            entry(
                    "repair",
                    "Let copies be compared and made equal (Cassandra), on one node after the other.",
                    RepairCommand::new),
            entry(
                    "cleanup",
                    "Let nodes throw away what is no longer theirs (Cassandra), one after the other.",
                    CleanupCommand::new),
            entry(
                    "chore",
                    "Let nodes do another chore, one after the other (Cassandra: compact, flush, upgradesstables).",
                    ChoreCommand::new),
            entry(
                    "replicate",
                    "Change how many copies keyspaces have in data centres of a ring (Cassandra).",
                    ReplicateCommand::new),
            entry(
                    "rebuild",
                    "Let nodes get their data from another data centre of the ring (Cassandra), one after the other.",
                    RebuildCommand::new),
            entry(
                    "recover",
                    "Begin a cluster anew when most of its masters are lost for good (CrateDB).",
                    RecoverCommand::new),
            entry("thaw", "Go on after much was lost at once.", ThawCommand::new),
            entry("pause", "Hold the plan where it is.", PauseCommand::new),
            entry("resume", "Go on with a plan; may tell it to ignore the rule that holds it.", ResumeCommand::new),
            entry("cancel", "Turn the plan back where it can be.", CancelCommand::new),
            entry(
                    "client",
                    "Talk to the database itself: one of its own tools on this machine, connected to the cluster, "
                            + "or an SQL prompt.",
                    ClientCommand::new),
            entry("topics", "Kafka's topics: list, make, change, delete, spread.", TopicsCommand::new),
            entry("quotas", "What Kafka's clients are allowed.", QuotasCommand::new),
            entry("backup", "Make a backup now (CrateDB: a snapshot; Cassandra: of each node).", BackupCommand::new),
            entry("backups", "List a cluster's backups, newest first.", BackupsCommand::new),
            entry("restore", "Restore a backup, or tables of it, or try whether it could be.", RestoreCommand::new),
            entry(
                    "uninstall",
                    "Destroy a cluster with all its data and give its resources back.",
                    UninstallCommand::new),
            entry("agents", "Show Mesos agents and the nodes on them.", AgentsCommand::new),
            entry("audit", "Show what is reserved against what is used, and what is nobody's.", AuditCommand::new),
            entry(
                    "packages",
                    "Show the databases that can be run, their versions, groups and options.",
                    PackagesCommand::new),
            entry("chaos", "Break things in the embedded Mesos, to see them heal.", ChaosCommand::new),
            entry("top", "Look at clusters, nodes and plans live, with keys.", TopCommand::new),
            entry(
                    "bundle",
                    "Write one archive for a bug report: state, events, plans, logs, versions; without secrets.",
                    BundleCommand::new),
            entry(
                    "completion",
                    "Print what makes bash and zsh complete commands: source <(holdfast completion)",
                    GenerateCompletion::new),
            entry(
                    "state",
                    "Write a scheduler's state to a file, or fill an empty one from it; moves it between a file and ZooKeeper.",
                    StateCommand::new),
            entry("lock", "", LockCommand::new),
            entry("zookeeper", "", ZooKeeperCommand::new),
            entry("warm-up", "", WarmUpCommand::new));

    private Catalogue() {}

    private static Entry entry(String name, String about, Supplier<Object> command) {
        return new Entry(name, about, command);
    }

    static List<Entry> all() {
        return ALL;
    }

    static Optional<Entry> find(String name) {
        return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
