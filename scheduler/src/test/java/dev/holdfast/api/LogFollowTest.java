package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.PastLaunch;
import dev.holdfast.engine.MemorySandboxes;
import dev.holdfast.engine.NodeLogs;
import dev.holdfast.engine.SecretMask;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogFollowTest {

    private static final NodeId NODE = NodeId.parse("orders/broker-1").orElseThrow();

    private final MemorySandboxes sandboxes = new MemorySandboxes();
    private final List<PastLaunch> launches = new ArrayList<>(List.of(launch(1)));
    private final NodeLogs logs = new NodeLogs(
            () -> Optional.of(new FrameworkId("F")),
            node -> launches,
            (chored, chore) -> Optional.empty(),
            sandboxes,
            SecretMask.none());
    private final LogFollow follow = new LogFollow(logs, NODE, "stdout", 1, 0);

    private static PastLaunch launch(int number) {
        TaskId task = new TaskId("t" + number);
        return new PastLaunch(
                number, task, "host" + number, "10.0.0.1", 5051, "", Instant.EPOCH, TaskState.RUNNING, Instant.EPOCH);
    }

    private static String path(int incarnation) {
        return "/frameworks/F/executors/t" + incarnation + "/runs/latest/tasks/t" + incarnation + "/stdout";
    }

    /** What a person sees of a look. */
    private String look() throws InterruptedException {
        StringBuilder seen = new StringBuilder();
        for (LogFollow.Out out : follow.look()) {
            seen.append(out.piece().map(NodeLogs.Piece::text).orElse("(" + out.note() + ")"));
        }
        return seen.toString();
    }

    @Test
    void whatIsNewComesAtEachLookAndNothingTwice() throws Exception {
        sandboxes.put(path(1), "one\n");
        assertThat(look()).isEqualTo("one\n");
        assertThat(look()).isEmpty();
        sandboxes.append(path(1), "two\n");
        assertThat(look()).isEqualTo("two\n");
    }

    @Test
    void aRotatedFileIsReadToItsEndAndThenTheNewOne() throws Exception {
        sandboxes.put(path(1), "one\ntwo\n");
        assertThat(look()).isEqualTo("one\ntwo\n");
        sandboxes.put(path(1) + ".1", "one\ntwo\nthree\n");
        sandboxes.put(path(1), "four\n");
        assertThat(look()).isEqualTo("three\n(stdout was rotated)four\n");
        assertThat(look()).isEmpty();
    }

    @Test
    void aFileThatWasEmptiedInPlaceGoesOnAtItsBeginning() throws Exception {
        sandboxes.put(path(1), "one\ntwo\n");
        assertThat(look()).isEqualTo("one\ntwo\n");
        sandboxes.put(path(1), "new\n");
        assertThat(look()).isEqualTo("(stdout was rotated)new\n");
    }

    @Test
    void itGoesOnWithTheNextLaunchAfterTheLastWordsOfTheOneBefore() throws Exception {
        sandboxes.put(path(1), "one\n");
        assertThat(look()).isEqualTo("one\n");
        sandboxes.append(path(1), "killed\n");
        sandboxes.put(path(2), "two\n");
        launches.add(0, launch(2));
        assertThat(look() + look())
                .isEqualTo("killed\n(orders/broker-1 is launched again: incarnation 2 on host2)two\n");
    }

    @Test
    void anAgentThatIsAwayIsToldOnceAndItGoesOnWhenItIsBack() throws Exception {
        sandboxes.put(path(1), "one\n");
        assertThat(look()).isEqualTo("one\n");
        sandboxes.away(true);
        assertThat(look()).isEqualTo("(no answer; tried again until it can be read)");
        assertThat(look()).isEmpty();
        sandboxes.away(false);
        sandboxes.append(path(1), "two\n");
        assertThat(look()).isEqualTo("two\n(goes on)");
    }

    @Test
    void theSandboxOfALostAgentDoesNotHoldUpTheNextLaunch() throws Exception {
        sandboxes.put(path(2), "elsewhere\n");
        launches.add(0, launch(2));
        assertThat(look() + look()).isEqualTo("(orders/broker-1 is launched again: incarnation 2 on host2)elsewhere\n");
    }
}
