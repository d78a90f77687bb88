package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.core.TaskAnswer.Fault;
import dev.holdfast.model.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole table: each state with each reason, those included that we do not know. */
final class TaskAnswerTest {

    private static final Set<String> REFUSALS =
            Set.of("TASK_INVALID", "TASK_GROUP_INVALID", "TASK_UNAUTHORIZED", "TASK_GROUP_UNAUTHORIZED");
    private static final Set<String> ITS_OWN = Set.of(
            "",
            "A_REASON_OF_A_LATER_MESOS",
            "CONTAINER_LIMITATION_MEMORY",
            "CONTAINER_LIMITATION_DISK",
            "CONTAINER_LIMITATION",
            "CONTAINER_LAUNCH_FAILED",
            "CONTAINER_UPDATE_FAILED",
            "COMMAND_EXECUTOR_FAILED",
            "EXECUTOR_TERMINATED",
            "EXECUTOR_UNREGISTERED",
            "EXECUTOR_REGISTRATION_TIMEOUT",
            "EXECUTOR_REREGISTRATION_TIMEOUT",
            "IO_SWITCHBOARD_EXITED",
            "MAX_COMPLETION_TIME_REACHED");

    private static Set<String> reasons() {
        Set<String> all = new TreeSet<>(TaskAnswer.reasons());
        all.add("");
        all.add("A_REASON_OF_A_LATER_MESOS");
        return all;
    }

    @ParameterizedTest
    @EnumSource(TaskState.class)
    void everyStateWithEveryReasonHasItsAnswer(TaskState state) {
        for (String reason : reasons()) {
            TaskAnswer answer = TaskAnswer.to(state, reason);
            assertThat(answer.trigger()).as(state + " " + reason).isEqualTo(trigger(state));
            assertThat(answer.fault()).as(state + " " + reason).isEqualTo(fault(state, reason));
        }
    }

    private static Trigger trigger(TaskState state) {
        return switch (state) {
            case STAGING, STARTING -> Trigger.TASK_STARTING;
            case RUNNING -> Trigger.TASK_RUNNING;
            case KILLING -> Trigger.TASK_KILLING;
            case FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE -> Trigger.TASK_OVER;
            case GONE_BY_OPERATOR -> Trigger.AGENT_GONE;
            case LOST, UNREACHABLE, UNKNOWN -> Trigger.TASK_UNREACHABLE;
        };
    }

    private static Fault fault(TaskState state, String reason) {
        return switch (state) {
            case STAGING, STARTING, RUNNING, KILLING, LOST, UNREACHABLE, UNKNOWN -> Fault.NOT_OVER;
            case DROPPED, GONE -> Fault.NOT_ITS_OWN;
            case ERROR -> Fault.REFUSED;
            case GONE_BY_OPERATOR -> Fault.GIVEN_UP;
            case FINISHED, FAILED, KILLED -> {
                if (REFUSALS.contains(reason)) {
                    yield Fault.REFUSED;
                }
                if (reason.equals("AGENT_DRAINING")) {
                    yield Fault.DRAINED;
                }
                if (reason.equals("AGENT_REMOVED_BY_OPERATOR")) {
                    yield Fault.GIVEN_UP;
                }
                yield ITS_OWN.contains(reason) ? Fault.ITS_OWN : Fault.NOT_ITS_OWN;
            }
        };
    }

    @Test
    void onlyWhatIsCertainlyOverMovesANodeOutOfSight() {
        for (TaskState state : TaskState.values()) {
            boolean ends = TaskAnswer.to(state, "").fault() != Fault.NOT_OVER;
            assertThat(ends).as(state.name()).isEqualTo(state.isOver());
        }
    }

    @Test
    void thePageForPeopleNamesEachStateAndEachReason() throws IOException {
        Path page = Path.of("docs/faults.md");
        String text = Files.readString(Files.exists(page) ? page : Path.of("..").resolve(page));
        List<String> missing = new ArrayList<>();
        for (TaskState state : TaskState.values()) {
            if (!text.contains("`" + state.name() + "`")) {
                missing.add(state.name());
            }
        }
        for (String reason : TaskAnswer.reasons()) {
            if (!text.contains("`" + reason + "`")) {
                missing.add(reason);
            }
        }
        assertThat(missing).isEmpty();
    }
}
