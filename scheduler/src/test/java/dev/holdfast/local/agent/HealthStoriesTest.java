package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.agent.core.AgentEffect;
import dev.holdfast.local.agent.core.AgentEvent;
import dev.holdfast.local.agent.core.ProbeKind;
import dev.holdfast.local.agent.core.ProbeOutcome;
import dev.holdfast.local.agent.core.ProcessMark;
import dev.holdfast.mesos.v1.CheckInfo;
import dev.holdfast.mesos.v1.CheckStatusInfo;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.HealthCheck;
import dev.holdfast.mesos.v1.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Health checks, which kill, and checks, which only tell. */
class HealthStoriesTest {

    private static HealthCheck health(double delay, double grace, int failures) {
        return HealthCheck.newBuilder()
                .setType(HealthCheck.Type.COMMAND)
                .setCommand(CommandInfo.newBuilder().setValue("false"))
                .setDelaySeconds(delay)
                .setIntervalSeconds(0.5)
                .setTimeoutSeconds(2)
                .setGracePeriodSeconds(grace)
                .setConsecutiveFailures(failures)
                .build();
    }

    private static CheckInfo check() {
        return CheckInfo.newBuilder()
                .setType(CheckInfo.Type.COMMAND)
                .setCommand(CheckInfo.Command.newBuilder()
                        .setCommand(CommandInfo.newBuilder().setValue("test -f data/ready")))
                .setDelaySeconds(0)
                .setIntervalSeconds(1)
                .build();
    }

    @Test
    void aTaskThatFailsItsHealthCheckIsKilledNotFailed() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("t").setHealthCheck(health(0, 0, 2)))
                .health("t", 1)
                .advance(Duration.ofMillis(500))
                .health("t", 1)
                .exit("t", 143);

        assertThat(story.updates())
                .containsExactly(
                        "t STARTING",
                        "t RUNNING",
                        "t RUNNING TASK_HEALTH_CHECK_STATUS_UPDATED unhealthy",
                        "t RUNNING TASK_HEALTH_CHECK_STATUS_UPDATED unhealthy",
                        "t KILLING",
                        "t KILLED \"Command terminated with signal Terminated\" unhealthy");
    }

    @Test
    void failuresWithinTheGraceAreNotCountedUntilTheFirstSuccess() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("t").setHealthCheck(health(0, 10, 1)))
                .health("t", 1)
                .advance(Duration.ofSeconds(9))
                .health("t", 1);
        assertThat(story.updates()).hasSize(2);

        story.health("t", 0).health("t", 1);
        assertThat(story.updates())
                .endsWith(
                        "t RUNNING TASK_HEALTH_CHECK_STATUS_UPDATED healthy",
                        "t RUNNING TASK_HEALTH_CHECK_STATUS_UPDATED unhealthy",
                        "t KILLING");
    }

    @Test
    void successIsToldOnceAndAgainOnlyAfterAFailure() {
        AgentStory story = new AgentStory().launch(Messages.task("t").setHealthCheck(health(0, 0, 3)));
        story.health("t", 0).health("t", 0).health("t", 1).health("t", 0).health("t", 0);

        assertThat(story.updates())
                .containsExactly(
                        "t STARTING",
                        "t RUNNING",
                        "t RUNNING TASK_HEALTH_CHECK_STATUS_UPDATED healthy",
                        "t RUNNING TASK_HEALTH_CHECK_STATUS_UPDATED unhealthy",
                        "t RUNNING TASK_HEALTH_CHECK_STATUS_UPDATED healthy");
    }

    @Test
    void theFirstProbeWaitsForTheDelayAndTheNextForTheOutcomeAndTheInterval() {
        AgentStory story = new AgentStory().launch(Messages.task("t").setHealthCheck(health(15, 0, 3)));
        story.advance(Duration.ofMillis(14_999));
        assertThat(story.effects(AgentEffect.ProbeHealth.class)).isEmpty();

        story.advance(Duration.ofMillis(1));
        assertThat(story.effects(AgentEffect.ProbeHealth.class)).hasSize(1);

        story.advance(Duration.ofMinutes(1));
        assertThat(story.effects(AgentEffect.ProbeHealth.class)).hasSize(1);

        story.health("t", 0).advance(Duration.ofMillis(500));
        assertThat(story.effects(AgentEffect.ProbeHealth.class)).hasSize(2);
    }

    @Test
    void anHttpStatusIsHealthyFrom200To399() {
        AgentStory story = new AgentStory().launch(Messages.task("t").setHealthCheck(health(0, 0, 9)));
        for (int code : new int[] {200, 399, 400, 199}) {
            story.forget();
            story.event(
                    new AgentEvent.Probed(story.container("t"), ProbeKind.HEALTH, new ProbeOutcome.HttpStatus(code)));
            boolean expected = code >= 200 && code < 400;
            assertThat(story.statuses().stream().anyMatch(status -> !status.getHealthy()))
                    .as("status " + code)
                    .isEqualTo(!expected);
        }
    }

    @Test
    void aCheckIsToldWhenItChangesAndRidesOnEveryStatus() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("t").setCheck(check()).setHealthCheck(health(0, 0, 3)))
                .check("t", 1)
                .check("t", 1)
                .health("t", 0)
                .check("t", 0)
                .kill("t")
                .exit("t", 143);

        assertThat(story.updates())
                .containsExactly(
                        "t STARTING",
                        "t RUNNING",
                        "t RUNNING TASK_CHECK_STATUS_UPDATED",
                        "t RUNNING TASK_HEALTH_CHECK_STATUS_UPDATED healthy",
                        "t RUNNING TASK_CHECK_STATUS_UPDATED healthy",
                        "t KILLING",
                        "t KILLED \"Command terminated with signal Terminated\"");
        assertThat(story.statuses())
                .extracting(TaskStatus::getCheckStatus)
                .extracting(CheckStatusInfo::getType)
                .containsOnly(CheckInfo.Type.COMMAND);
        assertThat(story.statuses())
                .extracting(status -> status.getCheckStatus().getCommand().hasExitCode()
                        ? status.getCheckStatus().getCommand().getExitCode()
                        : -1)
                .containsExactly(-1, -1, 1, 1, 0, -1, -1);
    }

    @Test
    void nothingIsProbedWhileATaskEnds() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("t").setCheck(check()).setHealthCheck(health(0, 0, 1)))
                .kill("t")
                .health("t", 1)
                .check("t", 5)
                .forget()
                .advance(Duration.ofSeconds(2));

        assertThat(story.effects(AgentEffect.ProbeHealth.class)).isEmpty();
        assertThat(story.effects(AgentEffect.ProbeCheck.class)).isEmpty();
        assertThat(story.updates()).isEmpty();
    }

    @Test
    void afterARestartOfTheAgentHealthGoesOnAsKnown() {
        AgentStory story = new AgentStory().launch(Messages.task("t").setHealthCheck(health(0, 60, 2)));
        story.health("t", 0);
        ProcessMark process = story.state().executors().get(0).tasks().get(0).process();
        story.restart(new AgentEvent.Started(story.container("t"), process)).forget();

        story.health("t", 0);
        assertThat(story.updates()).isEmpty();
        story.health("t", 1).health("t", 1);
        assertThat(story.updates()).as("the grace of the first start is over").endsWith("t KILLING");
    }
}
