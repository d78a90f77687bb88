package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.agent.core.AgentEffect;
import dev.holdfast.local.agent.core.AgentEvent;
import dev.holdfast.local.agent.core.ExitStatus;
import dev.holdfast.local.agent.core.ProcessMark;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Acknowledged updates, broken links, restarts, drains. */
class UpdateStoriesTest {

    @Test
    void anUnacknowledgedUpdateIsRepeatedAfterTenSecondsWithTheSameIdAndHoldsBackTheNext() {
        AgentStory story = new AgentStory().withoutAcknowledging().launch(Messages.task("a"));
        assertThat(story.updates()).containsExactly("a STARTING");

        story.advance(Duration.ofMillis(9_999));
        assertThat(story.updates()).hasSize(1);
        story.advance(Duration.ofMillis(1));
        assertThat(story.updates()).containsExactly("a STARTING", "a STARTING");
        assertThat(story.statuses())
                .extracting(TaskStatus::getUuid)
                .containsOnly(story.statuses().get(0).getUuid());

        story.acknowledge(story.statuses().get(0));
        assertThat(story.updates()).endsWith("a RUNNING");
    }

    @Test
    void theTimeBetweenRepetitionsDoublesUpToTenMinutes() {
        AgentStory story = new AgentStory().withoutAcknowledging().launch(Messages.task("a"));
        int[] sentAfter = {10, 20, 40, 80, 160, 320, 600, 600};
        int expected = 1;
        for (int seconds : sentAfter) {
            story.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(story.updates()).hasSize(expected);
            story.advance(Duration.ofMillis(1));
            assertThat(story.updates()).hasSize(++expected);
        }
    }

    @Test
    void theNewestStateTravelsWithAnOldUpdate() {
        AgentStory story = new AgentStory()
                .withoutAcknowledging()
                .launch(Messages.task("a"))
                .exit("a", 0);
        story.advance(Duration.ofSeconds(10));

        ToMaster.StatusUpdate repeated = story.said(ToMaster.StatusUpdate.class).get(1);
        assertThat(repeated.status().getState()).isEqualTo(TaskState.TASK_STARTING);
        assertThat(repeated.latest().getState()).isEqualTo(TaskState.TASK_FINISHED);
        assertThat(story.said(ToMaster.ExecutorExited.class))
                .as("the end of the executor waits for no acknowledgement")
                .hasSize(1);
    }

    @Test
    void anAcknowledgementOfSomethingElseChangesNothing() {
        AgentStory story = new AgentStory().withoutAcknowledging().launch(Messages.task("a"));
        story.master(new ToAgent.Acknowledge(Messages.FRAMEWORK, Messages.taskId("a"), AgentStory.uuid(9)));

        assertThat(story.updates()).containsExactly("a STARTING");
    }

    @Test
    void whileTheLinkIsDownNothingIsSaidAndAfterRegisteringTheOldestUpdateIsSaidAtOnce() {
        AgentStory story = new AgentStory().launch(Messages.task("a")).forget();
        story.event(new AgentEvent.LinkDown()).kill("a").exit("a", 143).advance(Duration.ofMinutes(5));
        assertThat(story.said()).isEmpty();

        story.master(new ToAgent.Registered(AgentStory.AGENT));
        assertThat(story.updates())
                .containsExactly("a KILLING", "a KILLED \"Command terminated with signal Terminated\"");
        assertThat(story.said(ToMaster.ExecutorExited.class)).hasSize(1);
    }

    @Test
    void anAgentThatWasAwayFindsItsTasksAndTellsWhatIsNew() {
        AgentStory story = new AgentStory().launch(Messages.task("runs")).launch(Messages.task("ended"));
        String runs = story.container("runs");
        String ended = story.container("ended");
        ProcessMark process = story.state().executors().get(0).tasks().get(0).process();
        story.forget();

        story.restart(new AgentEvent.Started(runs, process), new AgentEvent.Exited(ended, new ExitStatus(3)));

        assertThat(story.updates()).containsExactly("ended FAILED \"Command exited with status 3\"");
        assertThat(story.state().executors()).hasSize(1);
    }

    @Test
    void aTaskThatWasBeingLaunchedWhenTheAgentDiedIsDropped() {
        AgentStory story = new AgentStory().withoutStarting().launch(Messages.task("a"));
        story.restart(new AgentEvent.NeverStarted(story.container("a")));

        assertThat(story.updates())
                .endsWith("a DROPPED AGENT_RESTARTED \"The agent restarted before the task was started\"");
    }

    @Test
    void anUpdateNotAcknowledgedBeforeTheAgentDiedIsSaidAgainAfterwards() {
        AgentStory story = new AgentStory().withoutAcknowledging().launch(Messages.task("a"));
        TaskStatus before = story.statuses().get(0);
        ProcessMark process = story.state().executors().get(0).tasks().get(0).process();
        story.forget();

        story.restart(new AgentEvent.Started(story.container("a"), process));
        assertThat(story.statuses()).containsExactly(before);
    }

    @Test
    void afterARestartOfTheMachineEveryTaskIsGone() {
        AgentStory story =
                new AgentStory().launch(Messages.task("a"), Messages.task("b")).forget();
        story.restart(new AgentEvent.MachineRestarted());

        assertThat(story.updates())
                .containsExactly(
                        "a GONE EXECUTOR_TERMINATED \"The agent's machine was restarted\"",
                        "b GONE EXECUTOR_TERMINATED \"The agent's machine was restarted\"");
        assertThat(story.state().agentId()).contains(AgentStory.AGENT);
        assertThat(story.state().executors()).isEmpty();
    }

    @Test
    void aFrameworkThatKnowsNoPartitionsIsToldLost() {
        AgentStory story = new AgentStory()
                .launch(
                        Messages.framework(FrameworkInfo.Capability.Type.TASK_KILLING_STATE),
                        Messages.executor("e"),
                        Messages.task("a"))
                .forget();
        story.restart(new AgentEvent.MachineRestarted());

        assertThat(story.statuses()).extracting(TaskStatus::getState).containsExactly(TaskState.TASK_LOST);
    }

    @Test
    void aKillUnderWayGoesOnAfterTheAgentWasAway() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a").setKillPolicy(Messages.grace(Duration.ofSeconds(30))))
                .kill("a");
        ProcessMark process = story.state().executors().get(0).tasks().get(0).process();
        story.forget().restart(new AgentEvent.Started(story.container("a"), process));
        assertThat(story.effects(AgentEffect.Terminate.class)).hasSize(1);

        story.advance(Duration.ofSeconds(30));
        assertThat(story.effects(AgentEffect.KillAll.class)).hasSize(1);
    }

    @Test
    void aDrainKillsEverythingWithACappedGraceAndIsDoneWhenAllIsAcknowledged() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a").setKillPolicy(Messages.grace(Duration.ofHours(1))))
                .master(new ToAgent.Drain(20, false));
        assertThat(story.effects(AgentEffect.Terminate.class)).hasSize(1);
        story.advance(Duration.ofSeconds(20));
        assertThat(story.effects(AgentEffect.KillAll.class)).hasSize(1);
        assertThat(story.said(ToMaster.Drained.class)).isEmpty();

        story.exit("a", 137);
        assertThat(story.updates())
                .endsWith(
                        "a KILLING AGENT_DRAINING",
                        "a KILLED AGENT_DRAINING \"Command terminated with signal Killed\"");
        assertThat(story.said(ToMaster.Drained.class)).hasSize(1);
    }

    @Test
    void aDrainForGoodSaysGoneByOperator() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a"))
                .master(new ToAgent.Drain(-1, true))
                .exit("a", 143);

        assertThat(story.updates())
                .endsWith("a GONE_BY_OPERATOR AGENT_DRAINING \"Command terminated with signal Terminated\"");
    }

    @Test
    void whatIsLaunchedOnADrainingAgentIsDropped() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a"))
                .master(new ToAgent.Drain(-1, false))
                .forget()
                .launch(Messages.modern(), Messages.executor("other"), Messages.task("b"));

        assertThat(story.updates()).containsExactly("b DROPPED AGENT_DRAINING \"The agent is draining\"");
    }

    @Test
    void anAgentThatIsRefusedEndsEverythingAndStops() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a"))
                .forget()
                .master(new ToAgent.Refused("Agent has been marked gone"));

        assertThat(story.effects(AgentEffect.KillAll.class)).hasSize(1);
        assertThat(story.effects(AgentEffect.Stop.class))
                .containsExactly(new AgentEffect.Stop("Agent has been marked gone"));
        assertThat(story.updates()).isEmpty();
    }

    @Test
    void aPingIsAnswered() {
        AgentStory story = new AgentStory().master(new ToAgent.Ping());
        assertThat(story.said()).isEqualTo(List.of(new ToMaster.Pong()));
    }

    @Test
    void aProcessThatStartsAfterItsTaskWasGivenUpIsKilled() {
        AgentStory story = new AgentStory().withoutStarting().launch(Messages.task("a"));
        String container = story.container("a");
        story.event(new AgentEvent.Prepared(container))
                .event(new AgentEvent.NeverStarted(container))
                .event(new AgentEvent.Started(container, new ProcessMark(77, 1)));

        assertThat(story.effects(AgentEffect.KillAll.class)).hasSize(1);
    }
}
