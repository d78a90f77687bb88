package dev.holdfast.mesos.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.reconciliation.Reconciliation.Limits;
import dev.holdfast.mesos.reconciliation.Reconciliation.Standing;
import dev.holdfast.mesos.reconciliation.Reconciliation.Turn;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");
    private static final TaskId ONE = new TaskId("one");
    private static final TaskId TWO = new TaskId("two");
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMinutes(10));

    private Instant now = BEGIN;
    private Reconciliation run = Reconciliation.of(tasks(), BEGIN, LIMITS);

    @Test
    void asksAtOnceAndThenEverLessOftenUntilTheTimeIsOver() {
        List<Long> asked = new ArrayList<>();
        while (!run.isOver()) {
            now = run.wakeUp().orElseThrow();
            Turn turn = run.turn(now);
            if (!turn.ask().isEmpty()) {
                asked.add(Duration.between(BEGIN, now).toSeconds());
                assertThat(turn.ask()).isEqualTo(tasks());
            }
            run = turn.next();
        }
        assertThat(asked)
                .containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L, 243L, 303L, 363L, 423L, 483L, 543L);
        assertThat(now).isEqualTo(BEGIN.plus(LIMITS.timeout()));
        assertThat(run.standing(ONE)).isEqualTo(Standing.SILENT);
        assertThat(run.isSettled(ONE)).isTrue();
    }

    @Test
    void asksOnlyForWhatWasNotHeardOf() {
        step();
        run = run.heard(ONE);
        now = now.plusSeconds(1);

        assertThat(step().ask()).containsOnlyKeys(TWO);
        assertThat(run.standing(ONE)).isEqualTo(Standing.ANSWERED);
        assertThat(run.standing(TWO)).isEqualTo(Standing.OPEN);
        assertThat(run.isSettled(TWO)).isFalse();
        assertThat(run.progress()).isEqualTo(Map.entry(1, 2));
    }

    @Test
    void hasNothingToDoTwiceAtTheSameTimeNorBetweenQuestions() {
        assertThat(step().ask()).hasSize(2);
        assertThat(step().ask()).isEmpty();
        now = now.plusMillis(999);
        Reconciliation before = run;
        assertThat(step().ask()).isEmpty();
        assertThat(run).isEqualTo(before);
    }

    @Test
    void isOverWhenAllWereHeardOf() {
        step();
        run = run.heard(ONE).heard(TWO);

        assertThat(run.isOver()).isTrue();
        assertThat(run.wakeUp()).isEmpty();
        now = now.plus(Duration.ofHours(1));
        assertThat(step().silent()).isEmpty();
    }

    @Test
    void givesUpOnlyWhatIsStillOpenAndTakesAnAnswerThatComesLate() {
        step();
        run = run.heard(ONE);
        now = BEGIN.plus(LIMITS.timeout());

        assertThat(step().silent()).containsExactly(TWO);
        assertThat(run.standing(TWO)).isEqualTo(Standing.SILENT);
        run = run.heard(TWO);
        assertThat(run.standing(TWO)).isEqualTo(Standing.ANSWERED);
    }

    @Test
    void doesNotMindTasksNobodyAskedFor() {
        Reconciliation before = run;
        assertThat(run.heard(new TaskId("other"))).isEqualTo(before);
        assertThat(run.standing(new TaskId("other"))).isEqualTo(Standing.NOT_ASKED);
        assertThat(run.isSettled(new TaskId("other"))).isTrue();
    }

    @Test
    void asksOnceAfterALongSleepAndKeepsItsPaceFromThere() {
        step();
        now = now.plusSeconds(100);
        assertThat(step().ask()).hasSize(2);
        assertThat(run.wakeUp()).contains(now.plusSeconds(2));
    }

    @Test
    void isOverAtOnceWithoutTasks() {
        run = Reconciliation.of(new TreeMap<>(), BEGIN, LIMITS);
        assertThat(run.isOver()).isTrue();
        assertThat(step().ask()).isEmpty();
    }

    private Turn step() {
        Turn turn = run.turn(now);
        run = turn.next();
        return turn;
    }

    private static SortedMap<TaskId, Optional<AgentId>> tasks() {
        SortedMap<TaskId, Optional<AgentId>> tasks = new TreeMap<>();
        tasks.put(ONE, Optional.of(new AgentId("S1")));
        tasks.put(TWO, Optional.empty());
        return tasks;
    }
}
