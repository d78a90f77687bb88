package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.plan.Preview;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes nodes down can be read before it is done, whatever it is. */
final class PreviewOfStoryTest {

    @TempDir
    private Path directory;

    private static Preview preview(Story story, Command.OnCluster command) {
        Answer answer = story.send(new Command.PreviewOf(command));
        assertThat(answer).isInstanceOf(Answer.Previewed.class);
        return ((Answer.Previewed) answer).preview();
    }

    private static List<String> titles(Preview preview) {
        return preview.phases().stream()
                .flatMap(phase -> phase.steps().stream())
                .map(Preview.StepPreview::title)
                .toList();
    }

    @Test
    void aRestartSaysItsStepsAndNothingIsRestarted() {
        Story story = Story.ready(directory, 4, 3);
        long plans = story.cluster().plans();
        State before = story.state();

        Preview preview = preview(story, new Command.Restart(Story.ORDERS, List.of(Story.data(1))));

        assertThat(titles(preview)).containsExactly("restart data-1");
        assertThat(preview.phases().get(0).steps().get(0).way()).isNotEmpty();
        assertThat(story.state().cluster(Story.ORDERS)).isEqualTo(before.cluster(Story.ORDERS));
        story.advance(Duration.ofMinutes(2));
        assertThat(story.cluster().plans()).isEqualTo(plans);
        assertThat(story.isReady()).isTrue();
    }

    @Test
    void anUninstallSaysWhatItDestroysAndNothingIsDestroyed() {
        Story story = Story.ready(directory, 4, 3);

        Preview preview = preview(story, new Command.Uninstall(Story.ORDERS, "orders"));

        assertThat(titles(preview)).contains("destroy data-0", "destroy data-1", "destroy data-2");
        assertThat(preview.notes()).contains("destroys all data of orders");
        story.advance(Duration.ofMinutes(2));
        assertThat(story.mesos.operations.destroyed).isEmpty();
        assertThat(story.isReady()).isTrue();
    }

    @Test
    void whatWouldBeRefusedIsRefusedInThePreviewToo() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));

        Answer restart = story.send(new Command.PreviewOf(new Command.Restart(Story.ORDERS, List.of(Story.data(1)))));
        Answer nobody = story.send(new Command.PreviewOf(new Command.Replace(Story.ORDERS, Story.data(9))));

        assertThat(restart)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused ->
                                assertThat(refused.problems().get(0).message()).contains("is under way"));
        assertThat(nobody)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Answer.Kind.UNKNOWN));
    }

    @Test
    void aCancelSaysOnlyWhatIsLeftToDo() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        long plan = story.plan().number();

        Preview preview = preview(story, new Command.Cancel(Story.ORDERS));

        assertThat(titles(preview)).doesNotContain("restart data-2");
        assertThat(story.plan().number()).isEqualTo(plan);
        assertThat(story.plan().isActive()).isTrue();
    }
}
