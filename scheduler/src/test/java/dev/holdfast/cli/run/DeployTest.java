package dev.holdfast.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in {@code deploy/} runs a scheduler as it is now. */
class DeployTest {

    /** Tests run in the module's directory. */
    private static final Path DEPLOY = Path.of("..", "deploy");

    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

    /** The arguments after the word {@code scheduler}, with something in place of each variable. */
    private static List<String> arguments(String command) {
        String after = command.substring(command.indexOf("holdfast scheduler ") + "holdfast scheduler ".length());
        String filled = after.replaceAll("\\$\\{?ADDRESS}?", "10.0.0.9")
                .replaceAll("\\$\\{?MASTER}?", "http://10.0.0.1:5050")
                .replaceAll("\\$\\{?STATE}?", "zk://10.0.0.1:2181/holdfast")
                .replaceAll("\\$\\{?MESOS_SANDBOX}?", "/sandbox")
                .replaceAll("\\$\\{?HOST}?", "10.0.0.9")
                .replaceAll("\\$\\{?PORT_[A-Z]+}?", "4040");
        assertThat(filled).as("every variable is known").doesNotContain("$");
        return Arrays.asList(filled.strip().split("\\s+"));
    }

    private static void understood(List<String> arguments) {
        CommandLine command = new CommandLine(new SchedulerCommand());
        List<String> known = command.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .toList();
        List<String> used = arguments.stream()
                .filter(word -> OPTION.matcher(word).matches())
                .toList();
        assertThat(used).hasSizeGreaterThan(6);
        assertThat(known).containsAll(used);
        command.parseArgs(arguments.toArray(String[]::new));
    }

    private static String unit() throws IOException {
        return Files.readString(DEPLOY.resolve("holdfast.service"));
    }

    @Test
    void theUnitsCommandIsUnderstood() throws IOException {
        Matcher start = Pattern.compile("ExecStart=((?:.*\\\\\\n)*.*)\\n").matcher(unit());
        assertThat(start.find()).isTrue();
        understood(arguments(start.group(1).replace("\\\n", " ")));
    }

    @Test
    void whatTheUnitReadsIsInItsEnvironment() throws IOException {
        String environment = Files.readString(DEPLOY.resolve("scheduler.env"));
        Matcher variables = Pattern.compile("\\$\\{([A-Z_]+)}").matcher(unit());
        TreeMap<String, Boolean> given = new TreeMap<>();
        while (variables.find()) {
            given.put(variables.group(1), environment.contains("\n" + variables.group(1) + "="));
        }
        assertThat(given).hasSize(3).doesNotContainValue(false);
    }

    @Test
    void marathonsAppIsJsonWhoseCommandIsUnderstood() throws IOException {
        JsonNode app = JsonMapper.shared().readTree(Files.readString(DEPLOY.resolve("marathon.json")));
        String command = app.path("cmd").asString();
        understood(arguments(command));

        List<String> ports = new ArrayList<>();
        for (JsonNode port : app.path("portDefinitions")) {
            ports.add(port.path("name").asString());
            assertThat(command).contains("$PORT_" + port.path("name").asString().toUpperCase(java.util.Locale.ROOT));
        }
        JsonNode check = app.path("healthChecks").path(0);
        assertThat(check.path("path").asString()).isEqualTo("/health");
        assertThat(ports.get(check.path("portIndex").asInt())).isEqualTo("api");
        assertThat(app.path("constraints").path(0).path(1).asString()).isEqualTo("UNIQUE");
    }

    @Test
    void systemdTakesTheUnits(@TempDir Path directory) throws Exception {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(analyze), "systemd-analyze is not at hand");
        List<String> command = new ArrayList<>(List.of(analyze.toString(), "verify", "--man=no"));
        for (String name : List.of("holdfast.service", "holdfast-health.service", "holdfast-health.timer")) {
            String text = Files.readString(DEPLOY.resolve(name)).replace("/opt/holdfast/holdfast", "/bin/true");
            command.add(Files.writeString(directory.resolve(name), text).toString());
        }
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(said)).isEmpty();
        assertThat(process.exitValue()).isZero();
    }
}
