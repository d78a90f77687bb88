package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.ApiHouse;
import dev.holdfast.api.ApiSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/** Commands as users type them, against a real API. */
class MainTest {

    @TempDir
    private Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init") // JUnit calls start first
    private ApiHouse house;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws Exception {
        house = new ApiHouse(directory, ApiSettings.loopback(0));
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private int run(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Main.commandLine(false);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }

    /** A command that speaks to our house. */
    private int ask(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(command, "--api", house.uri()));
        all.addAll(List.of(words));
        return run(all.toArray(String[]::new));
    }

    private void awaitCluster() {
        while (house.engine.view().clusters().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aClusterIsCreatedShownPlannedAndChanged() {
        assertThat(ask("create", "kafka", "orders", "broker.count=4")).isZero();
        assertThat(out.toString()).startsWith("plan 1: create orders\n").contains("status orders --watch");
        awaitCluster();

        assertThat(ask("status")).isZero();
        assertThat(out.toString()).contains("orders", "controller 0/3, broker 0/4");
        assertThat(ask("plan", "scale", "orders", "broker=5")).isZero();
        assertThat(out.toString()).contains("  broker count: 4 -> 5", "add broker-4", "nothing has been done yet");
        assertThat(ask("why", "orders")).isZero();
        assertThat(out.toString()).contains("plan 1 (create orders)");
        assertThat(ask("pause", "orders")).isZero();
        assertThat(out.toString()).isEqualTo("plan 1 (create orders) is paused\n");
    }

    @Test
    void kindsOfFailureHaveTheirExitCodes() {
        assertThat(run("stauts")).isEqualTo(Exit.USAGE);
        assertThat(err.toString()).startsWith("error: there is no command 'stauts'\n  did you mean ");
        assertThat(ask("status", "nobody")).isEqualTo(Exit.UNKNOWN);
        assertThat(err.toString()).isEqualTo("error: there is no cluster 'nobody'\n  holdfast status lists them all\n");
        assertThat(ask("create", "kafka", "orders", "node.id=4")).isEqualTo(Exit.INVALID);
        assertThat(ask("create", "kafka", "orders")).isZero();
        awaitCluster();
        assertThat(ask("restart", "orders")).isEqualTo(Exit.CONFLICT);
        assertThat(run("status", "--api", "http://127.0.0.1:1")).isEqualTo(Exit.UNAVAILABLE);
        assertThat(err.toString()).contains("no scheduler answers at http://127.0.0.1:1");
        assertThat(ask("replace", "orders")).isEqualTo(Exit.USAGE);
    }

    @Test
    void allProblemsOfASpecAreSaidWithTheirLines() throws Exception {
        Path spec = Files.writeString(
                directory.resolve("orders.yaml"),
                "name: orders\npackage: kafka\ngroups:\n  broker:\n    memry: 2GB\n    count: no\n");

        assertThat(ask("apply", "-f", spec.toString())).isEqualTo(Exit.INVALID);
        assertThat(err.toString()).contains("line 5: groups.broker.memry", "memory", "line 6: groups.broker.count");
    }

    @Test
    void jsonAndYamlCarryTheWholeAnswer() {
        assertThat(ask("packages", "-o", "json")).isZero();
        assertThat(out.toString()).startsWith("[ {").contains("\"name\" : \"kafka\"");
        assertThat(ask("packages", "-o", "yaml")).isZero();
        assertThat(out.toString()).contains("name: \"kafka\"");
        assertThat(ask("create", "kafka", "orders", "-o", "json")).isZero();
        assertThat(out.toString()).contains("\"outcome\" : \"accepted\"");
    }

    @Test
    void whatFollowsAToolIsTheTools() {
        ParseResult client = Main.commandLine(false)
                .parseArgs("client", "--api", "http://127.0.0.1:1", "orders", "topics", "--list", "--api")
                .subcommand();

        List<String> arguments = client.matchedPositionalValue(1, List.of());
        assertThat(arguments).containsExactly("topics", "--list", "--api");
    }

    @Test
    void theTopHelpSaysOfEveryCommandWhatItsOwnHelpBeginsWith() {
        StringWriter help = new StringWriter();
        Holdfast.help(new PrintWriter(help, true), Paint.NONE);
        Main.commandLine(false).getSubcommands().forEach((name, command) -> {
            String[] about = command.getCommandSpec().usageMessage().description();
            if (command.getCommandSpec().usageMessage().hidden()) {
                assertThat(help.toString()).doesNotContain("  " + name);
            } else if (!name.equals("completion")) {
                assertThat(help.toString().lines().map(String::strip).toList())
                        .contains(name + " ".repeat(12 - name.length()) + about[0]);
            }
        });
    }

    @Test
    void everyCommandHasHelp() {
        Main.commandLine(false)
                .getSubcommands()
                .keySet()
                .forEach(name -> assertThat(run(name, "--help")).as(name).isZero());
    }

    @Test
    void everyParameterAndEveryOptionSaysWhatItIs() {
        List<String> silent = new ArrayList<>();
        silent(Main.commandLine(false), silent);
        assertThat(silent).isEmpty();
    }

    private static void silent(CommandLine command, List<String> found) {
        if (command.getCommandSpec().usageMessage().hidden()
                || command.getCommandName().equals("completion")) {
            return;
        }
        for (ArgSpec each : command.getCommandSpec().args()) {
            boolean said = each.description().length > 0 && !each.description()[0].isBlank();
            if (!said && !each.hidden()) {
                found.add(command.getCommandSpec().qualifiedName() + " " + each.paramLabel() + " " + each);
            }
        }
        command.getSubcommands().values().forEach(under -> silent(under, found));
    }

    @Test
    void aTopicWithoutPartitionsIsRefusedAndOneWithoutANumberGetsTheUsual() {
        ask("create", "kafka", "orders");
        awaitCluster();
        assertThat(run("topics", "create", "--api", house.uri(), "orders", "logs", "--partitions", "0"))
                .isEqualTo(Exit.INVALID);
        assertThat(err.toString()).startsWith("error: a topic cannot have 0 partitions\n  give a number from 1");
        assertThat(run("topics", "create", "--api", house.uri(), "orders", "logs"))
                .isEqualTo(Exit.UNAVAILABLE);
    }

    @Test
    void anUninstallIsAskedBackAndTakesTheNameBeforehand() {
        ask("create", "kafka", "orders");
        awaitCluster();
        assertThat(ask("uninstall", "orders", "--confirm", "other")).isEqualTo(Exit.INVALID);
        assertThat(ask("uninstall", "orders", "--confirm", "orders")).isZero();
    }

    @Test
    void theSpecInForceIsPrintedAsItCanBeAppliedAgain() {
        ask("create", "kafka", "orders");
        awaitCluster();
        assertThat(ask("status", "orders", "--spec")).isZero();
        assertThat(out.toString()).startsWith("name: orders\npackage: kafka\n").contains("heap: ");
        assertThat(ask("status", "--spec")).isEqualTo(Exit.USAGE);
    }

    @Test
    void aPlanSaysWhereEachNodeWouldGo() {
        ask("create", "kafka", "orders");
        awaitCluster();
        assertThat(ask("plan", "scale", "orders", "broker=4")).isZero();
        assertThat(out.toString()).containsPattern("\n  orders/broker-3 would go to host\\d \\(it has 0 of broker");
        assertThat(ask("plan", "scale", "orders", "broker=4", "-o", "json")).isZero();
        assertThat(out.toString()).containsPattern("\"agent\" : \"host\\d\"");
    }
}
