package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.PastLaunch;
import dev.holdfast.core.Written;
import dev.holdfast.engine.NodeLogs.LogFile;
import dev.holdfast.engine.NodeLogs.Piece;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogsTest {

    private static final NodeId NODE = NodeId.parse("orders/broker-1").orElseThrow();
    private static final String OLD = "/frameworks/F/executors/orders.broker-1.1.m/runs/latest";
    private static final String NEW = "/frameworks/F/executors/orders.broker-1.2.m/runs/latest";

    @TempDir
    Path secrets;

    private final MemorySandboxes sandboxes = new MemorySandboxes();

    private static PastLaunch launch(int number, TaskState state) {
        return new PastLaunch(
                number,
                new TaskId("orders.broker-1." + number + ".m"),
                "host" + number,
                "10.0.0." + number,
                5051,
                "data",
                Instant.EPOCH,
                state,
                Instant.EPOCH);
    }

    private final SortedMap<String, Written> chores = new TreeMap<>();

    private NodeLogs logs() {
        return new NodeLogs(
                () -> Optional.of(new FrameworkId("F")),
                node -> List.of(launch(2, TaskState.RUNNING), launch(1, TaskState.FAILED)),
                (node, chore) -> Optional.ofNullable(chores.get(chore)),
                sandboxes,
                new SecretMask(secrets, List.of("the-api-token")));
    }

    @Test
    void aChoresLogIsFoundByTheChoresName() throws Exception {
        PastLaunch first = launch(1, TaskState.FAILED);
        TaskId task = new TaskId("orders.broker-1.1.repair.m-3");
        Agent agent =
                new Agent(new AgentId("a"), "host", "127.0.0.1", 5051, new TreeMap<>(), "", "", Resources.NONE, true);
        chores.put(
                "repair",
                new Written("repair", task, new ExecutorId(first.task().value()), agent, ""));
        assertThat(logs().ofChore(NODE, "repair", "stderr"))
                .contains(new NodeLogs.ChoreLog(1, "chores/orders.broker-1.1.repair.m-3/stderr"));
        assertThat(logs().ofChore(NODE, "cleanup", "stderr")).isEmpty();
    }

    @Test
    void logsOfTheSandboxOfTheVolumeAndOfChoresAreListedAndNothingElse() throws Exception {
        String task = NEW + "/tasks/orders.broker-1.2.m/";
        for (String file :
                List.of("stdout", "stderr", "stdout.1", "logs/system.log", "logs/gc.log.0", "server.properties")) {
            sandboxes.put(task + file, "x");
        }
        sandboxes.put(task + "data/orders-0/00000000000000000000.log", "records, no log");
        sandboxes.put(NEW + "/tasks/chore-7/stdout", "{}");
        sandboxes.put(NEW + "/data/logs/db.txt", "x");
        sandboxes.put(NEW + "/data/orders-0/00000000000000000000.log", "records, no log");

        assertThat(logs().list(NODE, 0).stream().map(LogFile::name))
                .containsExactly(
                        "chores/chore-7/stdout",
                        "logs/gc.log.0",
                        "logs/system.log",
                        "stderr",
                        "stdout",
                        "stdout.1",
                        "volume/logs/db.txt");
    }

    @Test
    void anEarlierLaunchIsReadWhereItWas() throws Exception {
        sandboxes.put(OLD + "/tasks/orders.broker-1.1.m/stderr", "it broke");
        assertThat(logs().read(NODE, 1, "stderr", 0, 100).text()).isEqualTo("it broke");
    }

    @Test
    void whatIsNoLogIsNotGivenOutWhateverItIsCalled() {
        sandboxes.put(NEW + "/tasks/orders.broker-1.2.m/server.properties", "password=1");
        sandboxes.put(NEW + "/data/orders-0/0.log", "records");
        for (String file : List.of(
                "server.properties",
                "../orders.broker-1.2.m/server.properties",
                "logs/../server.properties",
                "/etc/passwd",
                "volume/orders-0/0.log",
                "volume/logs/../orders-0/0.log",
                "chores/orders.broker-1.2.m/server.properties",
                "conf/x.log")) {
            assertThatThrownBy(() -> logs().read(NODE, 0, file, 0, 100))
                    .as(file)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("log");
        }
    }

    @Test
    void secretsAreHiddenAlsoAcrossTheEdgesOfParts() throws Exception {
        Files.writeString(secrets.resolve("orders-admin"), "correct horse\n");
        Files.writeString(secrets.resolve("short"), "ab");
        String text = "login admin/correct horse ok; token the-api-token; ab\n";
        sandboxes.put(NEW + "/tasks/orders.broker-1.2.m/stdout", text);

        StringBuilder whole = new StringBuilder();
        for (long at = 0; at < text.length(); ) {
            Piece piece = logs().read(NODE, 0, "stdout", at, 7);
            whole.append(piece.text());
            at = piece.next();
        }
        assertThat(whole.toString()).isEqualTo("login admin/************* ok; token *************; ab\n");
    }

    @Test
    void aLetterOfSeveralBytesIsNotCutByTheEdgeOfAPart() throws Exception {
        String text = "äöü→😀 end";
        sandboxes.put(NEW + "/tasks/orders.broker-1.2.m/stdout", text);
        for (int length = 4; length < 9; length++) {
            StringBuilder whole = new StringBuilder();
            long at = 0;
            while (at < text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length) {
                Piece piece = logs().read(NODE, 0, "stdout", at, length);
                whole.append(piece.text());
                at = piece.next();
            }
            assertThat(whole.toString()).as("parts of " + length).isEqualTo(text);
        }
    }

    @Test
    void moreThanAnAgentGivesAtOnceComesInOnePartAndNoMoreThanIsBounded() throws Exception {
        sandboxes.put(NEW + "/tasks/orders.broker-1.2.m/stdout", "x".repeat(3 << 20));
        Piece piece = logs().read(NODE, 0, "stdout", -(2 << 20), Integer.MAX_VALUE);
        assertThat(piece.text()).hasSize(NodeLogs.MOST_BYTES);
        assertThat(piece.offset()).isEqualTo(1 << 20);
        assertThat(piece.next()).isEqualTo(2 << 20);
    }
}
