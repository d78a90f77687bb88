package dev.holdfast.core;

import static dev.holdfast.core.NodeState.CREATING;
import static dev.holdfast.core.NodeState.LAUNCHING;
import static dev.holdfast.core.NodeState.LOST;
import static dev.holdfast.core.NodeState.READY;
import static dev.holdfast.core.NodeState.RELEASED;
import static dev.holdfast.core.NodeState.REMOVING;
import static dev.holdfast.core.NodeState.RESERVING;
import static dev.holdfast.core.NodeState.RUNNING;
import static dev.holdfast.core.NodeState.STARTING;
import static dev.holdfast.core.NodeState.STOPPED;
import static dev.holdfast.core.NodeState.STOPPING;
import static dev.holdfast.core.NodeState.UNREACHABLE;
import static dev.holdfast.core.NodeState.WANTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.NodeLife.Trigger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state with every trigger, against a table that was written from DESIGN §5, one row for each trigger. */
final class NodeLifeTest {

    /** What each trigger does: state, arrow, state; where it is not named, it does nothing. */
    private static final Map<Trigger, List<String>> EXPECTED = new EnumMap<>(Trigger.class);

    static {
        EXPECTED.put(Trigger.RESERVE_SENT, List.of("WANTED>RESERVING"));
        EXPECTED.put(Trigger.CREATE_SENT, List.of("RESERVING>CREATING"));
        EXPECTED.put(
                Trigger.VOLUME_SEEN,
                List.of("RESERVING>STOPPED", "CREATING>STOPPED", "UNREACHABLE>STOPPED", "LOST>STOPPED"));
        EXPECTED.put(Trigger.CLAIM_FAILED, List.of("RESERVING>WANTED", "CREATING>WANTED"));
        EXPECTED.put(Trigger.ADOPTED, List.of("WANTED>STOPPED", "LOST>STOPPED"));
        EXPECTED.put(Trigger.LAUNCH_SENT, List.of("STOPPED>LAUNCHING"));
        EXPECTED.put(Trigger.KILL_UNHEARD, List.of("STOPPING>STARTING"));
        EXPECTED.put(Trigger.TASK_STARTING, List.of("LAUNCHING>STARTING", "UNREACHABLE>STARTING"));
        EXPECTED.put(Trigger.TASK_RUNNING, List.of("LAUNCHING>RUNNING", "STARTING>RUNNING", "UNREACHABLE>RUNNING"));
        EXPECTED.put(Trigger.READY_SEEN, List.of("RUNNING>READY"));
        EXPECTED.put(Trigger.UNREADY_SEEN, List.of("READY>RUNNING"));
        EXPECTED.put(
                Trigger.KILL_SENT,
                List.of("LAUNCHING>STOPPING", "STARTING>STOPPING", "RUNNING>STOPPING", "READY>STOPPING"));
        EXPECTED.put(
                Trigger.TASK_KILLING,
                List.of(
                        "LAUNCHING>STOPPING",
                        "STARTING>STOPPING",
                        "RUNNING>STOPPING",
                        "READY>STOPPING",
                        "UNREACHABLE>STOPPING"));
        EXPECTED.put(
                Trigger.TASK_OVER,
                List.of(
                        "LAUNCHING>STOPPED",
                        "STARTING>STOPPED",
                        "RUNNING>STOPPED",
                        "READY>STOPPED",
                        "STOPPING>STOPPED",
                        "UNREACHABLE>STOPPED"));
        EXPECTED.put(
                Trigger.TASK_UNREACHABLE,
                List.of(
                        "LAUNCHING>UNREACHABLE",
                        "STARTING>UNREACHABLE",
                        "RUNNING>UNREACHABLE",
                        "READY>UNREACHABLE",
                        "STOPPING>UNREACHABLE"));
        EXPECTED.put(
                Trigger.AGENT_GONE,
                List.of(
                        "STOPPED>LOST",
                        "LAUNCHING>LOST",
                        "STARTING>LOST",
                        "RUNNING>LOST",
                        "READY>LOST",
                        "STOPPING>LOST",
                        "UNREACHABLE>LOST"));
        EXPECTED.put(Trigger.RELEASE_SENT, List.of("STOPPED>REMOVING"));
        EXPECTED.put(Trigger.RELEASE_FAILED, List.of("REMOVING>STOPPED"));
        EXPECTED.put(
                Trigger.ALL_RELEASED,
                List.of("WANTED>RELEASED", "STOPPED>RELEASED", "LOST>RELEASED", "REMOVING>RELEASED"));
        EXPECTED.put(Trigger.CLAIM_GONE, List.of("STOPPED>RELEASED", "UNREACHABLE>RELEASED"));
    }

    static Stream<Arguments> allPairs() {
        return Arrays.stream(NodeState.values())
                .flatMap(state -> Arrays.stream(Trigger.values()).map(trigger -> Arguments.of(state, trigger)));
    }

    @ParameterizedTest
    @MethodSource("allPairs")
    void everyStateGoesWithEveryTriggerWhereItShould(NodeState from, Trigger trigger) {
        String wanted = EXPECTED.getOrDefault(trigger, List.of()).stream()
                .filter(arrow -> arrow.startsWith(from + ">"))
                .map(arrow -> arrow.substring(arrow.indexOf('>') + 1))
                .findFirst()
                .orElse(from.name());
        assertThat(NodeLife.next(from, trigger)).isEqualTo(NodeState.valueOf(wanted));
    }

    @Test
    void theExpectationNamesEveryTrigger() {
        assertThat(EXPECTED).containsOnlyKeys(Trigger.values());
    }

    @Test
    void everyStateIsReachedFromTheFirst() {
        assertThat(reachable(WANTED, EnumSet.allOf(Trigger.class))).containsExactlyInAnyOrder(NodeState.values());
    }

    /** A process that may run is never given up without certain word that it is over, or that its agent will not come back. */
    @ParameterizedTest
    @MethodSource("runningStates")
    void nothingThatMayRunIsDestroyedWithoutProofThatItIsOver(NodeState from) {
        // A volume that is offered is not in use: that is such a proof too. So is an agent in its place without the
        // volume.
        Set<Trigger> without = EnumSet.complementOf(
                EnumSet.of(Trigger.TASK_OVER, Trigger.AGENT_GONE, Trigger.VOLUME_SEEN, Trigger.CLAIM_GONE));
        assertThat(reachable(from, without)).doesNotContain(RELEASED, REMOVING, LOST, STOPPED, WANTED);
        assertThat(reachable(from, EnumSet.of(Trigger.VOLUME_SEEN)))
                .as("an offer alone stops only what is cut off")
                .isEqualTo(from == UNREACHABLE ? EnumSet.of(UNREACHABLE, STOPPED) : EnumSet.of(from));
    }

    static Stream<NodeState> runningStates() {
        return Arrays.stream(NodeState.values()).filter(NodeState::mayRun);
    }

    @Test
    void thereIsAWayOutOfEveryStateButTheLast() {
        for (NodeState state : NodeState.values()) {
            Set<NodeState> onward = reachable(state, EnumSet.allOf(Trigger.class));
            assertThat(onward).as("from " + state).contains(RELEASED);
        }
        assertThat(reachable(RELEASED, EnumSet.allOf(Trigger.class))).containsExactly(RELEASED);
    }

    @Test
    void aNodeIsLaunchedOnlyFromWhereNoProcessOfItRuns() {
        for (NodeState state : NodeState.values()) {
            if (NodeLife.next(state, Trigger.LAUNCH_SENT) == LAUNCHING && state != LAUNCHING) {
                assertThat(state.mayRun()).isFalse();
                assertThat(state).isEqualTo(STOPPED);
            }
        }
    }

    @Test
    void statesSayWhatTheyMean() {
        assertThat(runningStates())
                .containsExactlyInAnyOrder(LAUNCHING, STARTING, RUNNING, READY, STOPPING, UNREACHABLE);
        assertThat(Arrays.stream(NodeState.values()).filter(NodeState::isUp)).containsExactly(RUNNING, READY);
        assertThat(Arrays.stream(NodeState.values()).filter(state -> !state.isHeld()))
                .containsExactlyInAnyOrder(WANTED, RESERVING, CREATING, LOST, REMOVING, RELEASED);
    }

    private static Set<NodeState> reachable(NodeState from, Set<Trigger> triggers) {
        Set<NodeState> seen = EnumSet.of(from);
        Deque<NodeState> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            NodeState state = open.removeFirst();
            for (Trigger trigger : triggers) {
                NodeState next = NodeLife.next(state, trigger);
                if (seen.add(next)) {
                    open.addLast(next);
                }
            }
        }
        return seen;
    }
}
