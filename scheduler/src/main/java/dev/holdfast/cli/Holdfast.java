package dev.holdfast.cli;

import dev.holdfast.cli.run.DownCommand;
import dev.holdfast.cli.run.Launched;
import dev.holdfast.cli.run.MesosCommand;
import dev.holdfast.cli.run.SchedulerCommand;
import dev.holdfast.cli.run.UpCommand;
import dev.holdfast.cli.run.WarmUpCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: its commands. */
@Command(
        name = "holdfast",
        header = "Runs stateful databases on Apache Mesos, and on one machine with nothing else installed.",
        footer = {
            "",
            "First steps:  holdfast up kafka",
            "Exit codes:   0 done, 2 usage, 3 invalid, 4 unknown, 5 conflict, 6 unavailable, 7 denied, 8 timeout, 1 our fault"
        },
        versionProvider = Holdfast.Version.class,
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            SchedulerCommand.class,
            MesosCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            CreateCommand.class,
            ScaleCommand.class,
            UpgradeCommand.class,
            FinalizeCommand.class,
            SetCommand.class,
            StatusCommand.class,
            WhyCommand.class,
            EventsCommand.class,
            EndpointsCommand.class,
            LogsCommand.class,
            StartCommand.class,
            StopCommand.class,
            RestartCommand.class,
            ReplaceCommand.class,
            RemoveCommand.class,
            RebalanceCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            CancelCommand.class,
            ClientCommand.class,
            TopicsCommand.class,
            QuotasCommand.class,
            UninstallCommand.class,
            AgentsCommand.class,
            PackagesCommand.class,
            ChaosCommand.class,
            LockCommand.class,
            WarmUpCommand.class
        })
final class Holdfast implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command is given.");
    }

    /** The version of this program and of Java. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"holdfast " + Launched.version() + " on Java " + System.getProperty("java.version")};
        }
    }
}
