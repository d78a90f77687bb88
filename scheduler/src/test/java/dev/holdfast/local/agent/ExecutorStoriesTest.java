package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.agent.core.AgentEffect;
import dev.holdfast.local.agent.core.AgentEvent;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.DurationInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.TaskGroupInfo;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the default executor does, as recorded from a real one. */
class ExecutorStoriesTest {

    @Test
    void aTaskStartsRunsAndFinishesAndItsExecutorEndsWithStatusZero() {
        AgentStory story = new AgentStory().launch(Messages.task("a")).exit("a", 0);

        assertThat(story.updates())
                .containsExactly("a STARTING", "a RUNNING", "a FINISHED \"Command exited with status 0\"");
        assertThat(story.said(ToMaster.ExecutorExited.class))
                .containsExactly(new ToMaster.ExecutorExited(Messages.FRAMEWORK, Messages.executorId("exec"), 0));
        assertThat(story.state().executors()).isEmpty();
    }

    @Test
    void theContainerIsToldWithAddressAndPidOnlyWhileThereIsAProcess() {
        AgentStory story = new AgentStory().launch(Messages.task("a")).kill("a").exit("a", 143);

        assertThat(story.statuses())
                .extracting(TaskStatus::getState)
                .containsExactly(
                        TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_KILLING, TaskState.TASK_KILLED);
        assertThat(story.statuses())
                .extracting(status -> status.getContainerStatus().hasExecutorPid())
                .containsExactly(false, true, true, false);
        assertThat(story.statuses()).allSatisfy(status -> {
            assertThat(status.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
            assertThat(status.getContainerStatus().getContainerId().hasParent()).isTrue();
            assertThat(status.getAgentId()).isEqualTo(AgentStory.AGENT);
            assertThat(status.getUuid().size()).isEqualTo(16);
        });
    }

    @Test
    void aKilledTaskGetsTermThenAfterItsGraceKill() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a").setKillPolicy(Messages.grace(Duration.ofMinutes(2))))
                .kill("a");
        assertThat(story.effects(AgentEffect.Terminate.class)).hasSize(1);

        story.advance(Duration.ofSeconds(119));
        assertThat(story.effects(AgentEffect.KillAll.class)).isEmpty();

        story.advance(Duration.ofSeconds(1));
        assertThat(story.effects(AgentEffect.KillAll.class)).hasSize(1);
        story.exit("a", 137);
        assertThat(story.updates()).endsWith("a KILLING", "a KILLED \"Command terminated with signal Killed\"");
    }

    @Test
    void killingTwiceSendsOneSignalAndOneUpdate() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a"))
                .kill("a")
                .kill("a")
                .exit("a", 143)
                .kill("a");

        assertThat(story.effects(AgentEffect.Terminate.class)).hasSize(1);
        assertThat(story.updates())
                .containsExactly(
                        "a STARTING",
                        "a RUNNING",
                        "a KILLING",
                        "a KILLED \"Command terminated with signal Terminated\"");
    }

    @Test
    void aSecondKillWithAPolicyOfItsOwnShortensTheGraceFromTheFirstOn() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a").setKillPolicy(Messages.grace(Duration.ofHours(1))))
                .kill("a")
                .advance(Duration.ofSeconds(5))
                .kill("a", Messages.grace(Duration.ofSeconds(8)))
                .advance(Duration.ofMillis(2999));
        assertThat(story.effects(AgentEffect.KillAll.class)).isEmpty();

        story.advance(Duration.ofMillis(1));
        assertThat(story.effects(AgentEffect.KillAll.class)).hasSize(1);
    }

    @Test
    void aFailedTaskTakesItsGroupAlongAndOtherGroupsGoOn() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("web"))
                .launch(Messages.task("side"), Messages.task("side2"))
                .exit("side", 7)
                .exit("side2", 143);

        assertThat(story.updates())
                .containsExactly(
                        "web STARTING",
                        "web RUNNING",
                        "side STARTING",
                        "side2 STARTING",
                        "side RUNNING",
                        "side2 RUNNING",
                        "side FAILED \"Command exited with status 7\"",
                        "side2 KILLING",
                        "side2 KILLED \"Command terminated with signal Terminated\"");
        assertThat(story.said(ToMaster.ExecutorExited.class)).isEmpty();

        story.exit("web", 0);
        assertThat(story.said(ToMaster.ExecutorExited.class)).hasSize(1);
    }

    @Test
    void aFinishedTaskLeavesItsGroupRunning() {
        AgentStory story =
                new AgentStory().launch(Messages.task("a"), Messages.task("b")).exit("a", 0);

        assertThat(story.updates()).noneMatch(line -> line.startsWith("b KILL"));
        assertThat(story.said(ToMaster.ExecutorExited.class)).isEmpty();
    }

    @Test
    void aKilledTaskTakesItsGroupAlong() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a"), Messages.task("b"))
                .kill("a")
                .exit("a", 143)
                .exit("b", 143);

        assertThat(story.updates())
                .endsWith(
                        "a KILLED \"Command terminated with signal Terminated\"",
                        "b KILLING",
                        "b KILLED \"Command terminated with signal Terminated\"");
    }

    @Test
    void shuttingAnExecutorDownKillsAtOnce() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a").setKillPolicy(Messages.grace(Duration.ofHours(1))))
                .master(new ToAgent.ShutdownExecutor(Messages.FRAMEWORK, Messages.executorId("exec")))
                .exit("a", 137);

        assertThat(story.effects(AgentEffect.Terminate.class)).isEmpty();
        assertThat(story.effects(AgentEffect.KillAll.class)).hasSize(1);
        assertThat(story.updates())
                .endsWith("a RUNNING", "a KILLING", "a KILLED \"Command terminated with signal Killed\"");
        assertThat(story.said(ToMaster.ExecutorExited.class)).hasSize(1);
    }

    @Test
    void aFrameworkThatIsGoneHearsNothingMoreButTheMasterLearnsOfTheExecutorsEnd() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("a"))
                .forget()
                .master(new ToAgent.ShutdownFramework(Messages.FRAMEWORK))
                .exit("a", 137);

        assertThat(story.updates()).isEmpty();
        assertThat(story.said(ToMaster.ExecutorExited.class)).hasSize(1);
        assertThat(story.state().executors()).isEmpty();
    }

    @Test
    void aTaskKilledBeforeItRunsIsToldSoAndWhatWasBeingPreparedIsAbandoned() {
        AgentStory story = new AgentStory()
                .withoutStarting()
                .launch(Messages.task("a"))
                .kill("a")
                .event(new AgentEvent.Tick());

        assertThat(story.updates())
                .containsExactly(
                        "a STARTING",
                        "a KILLED TASK_KILLED_DURING_LAUNCH \"Task was killed while it was being launched\"");
        assertThat(story.effects(AgentEffect.Abandon.class)).hasSize(1);
        story.event(new AgentEvent.Prepared(story.container("a")));
        assertThat(story.effects(AgentEffect.Start.class)).isEmpty();
    }

    @Test
    void aFetchThatFailsFailsTheTaskAndItsGroup() {
        AgentStory story = new AgentStory().withoutStarting().launch(Messages.task("a"), Messages.task("b"));
        story.event(new AgentEvent.LaunchFailed(story.container("a"), "Failed to fetch 'http://x/y': no"));

        assertThat(story.updates())
                .containsExactly(
                        "a STARTING",
                        "b STARTING",
                        "a FAILED CONTAINER_LAUNCH_FAILED \"Failed to launch container: Failed to fetch 'http://x/y':"
                                + " no\"",
                        "b KILLED TASK_KILLED_DURING_LAUNCH \"Task was killed while it was being launched\"");
    }

    @Test
    void aTaskWithoutAGroupIsItsOwnExecutorWhoseExitNobodyHearsOf() {
        AgentStory story = new AgentStory()
                .launch(Messages.modern(), Messages.alone("a"), Messages.task("a"))
                .exit("a", 0);

        assertThat(story.updates()).endsWith("a FINISHED \"Command exited with status 0\"");
        assertThat(story.said(ToMaster.ExecutorExited.class)).isEmpty();
        assertThat(story.statuses()).allSatisfy(status -> {
            assertThat(status.getContainerStatus().getContainerId().hasParent()).isFalse();
            assertThat(status.getExecutorId()).isEqualTo(Messages.executorId("a"));
        });
    }

    @Test
    void aFrameworkThatDoesNotKnowKillingIsNotToldOfIt() {
        AgentStory story = new AgentStory()
                .launch(
                        Messages.framework(FrameworkInfo.Capability.Type.PARTITION_AWARE),
                        Messages.executor("e"),
                        Messages.task("a"))
                .kill("a")
                .exit("a", 143);

        assertThat(story.updates())
                .containsExactly("a STARTING", "a RUNNING", "a KILLED \"Command terminated with signal Terminated\"");
    }

    @Test
    void aTaskThatRunsTooLongIsKilledAndFailed() {
        AgentStory story = new AgentStory()
                .launch(Messages.task("job")
                        .setMaxCompletionTime(DurationInfo.newBuilder()
                                .setNanoseconds(Duration.ofMinutes(5).toNanos())))
                .advance(Duration.ofMinutes(5));
        assertThat(story.effects(AgentEffect.KillAll.class)).hasSize(1);

        story.exit("job", 137);
        assertThat(story.updates())
                .endsWith("job FAILED MAX_COMPLETION_TIME_REACHED \"Command terminated with signal Killed\"");
    }

    @Test
    void aGroupThatJoinsAnExecutorWhichHasJustEndedIsDropped() {
        AgentStory story = new AgentStory().launch(Messages.task("a")).exit("a", 0);
        TaskGroupInfo late =
                TaskGroupInfo.newBuilder().addTasks(Messages.task("late")).build();
        story.master(new ToAgent.RunTaskGroup(Messages.modern(), Messages.executor("exec"), late, true));

        assertThat(story.updates())
                .endsWith("late DROPPED EXECUTOR_TERMINATED"
                        + " \"No executor is expected to launch and there is no executor running\"");
        assertThat(story.said(ToMaster.ExecutorExited.class)).hasSize(1);
    }

    @Test
    void aGroupForAnExecutorThatHasEndedStartsANewOne() {
        AgentStory story =
                new AgentStory().launch(Messages.task("a")).exit("a", 0).launch(Messages.task("b"));

        assertThat(story.updates()).endsWith("b STARTING", "b RUNNING");
        assertThat(story.state().executors()).hasSize(1);
    }

    @Test
    void aGroupWhoseVolumeTheAgentDoesNotHaveIsDroppedAndItsExecutorIsGivenBack() {
        AgentStory story = new AgentStory(Messages.scalar("disk", 100))
                .launch(
                        Messages.modern(),
                        Messages.executor("e", Messages.volume(50, "role", "v")),
                        Messages.task("a"));

        assertThat(story.updates())
                .containsExactly(
                        "a DROPPED RESOURCES_UNKNOWN \"The checkpointed resources being used by the task group are"
                                + " unknown to the agent\"");
        assertThat(story.said(ToMaster.ExecutorExited.class)).hasSize(1);
        assertThat(story.state().executors()).isEmpty();
    }
}
