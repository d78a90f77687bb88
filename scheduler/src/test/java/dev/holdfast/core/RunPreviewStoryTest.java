package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chore for the whole cluster can be read before it is done. */
final class RunPreviewStoryTest {

    @TempDir
    private Path directory;

    @Test
    void it_says_what_there_is_to_do_and_nothing_is_done() {
        Story story = Story.ready(directory, 4, 3);
        story.advance(Duration.ofSeconds(30));
        long plans = story.cluster().plans();
        Chore chore = new Chore("spread", Optional.empty(), new TreeMap<>());
        Answer answer = story.send(new Command.PreviewRun(new Command.Run(Story.ORDERS, chore, "spread data")));
        assertThat(answer).isInstanceOfSatisfying(Answer.Previewed.class, previewed -> {
            assertThat(previewed.preview().title()).isEqualTo("spread data");
            assertThat(previewed.preview().phases().get(0).steps().get(0).work())
                    .containsExactly("spread: 1 GB to go");
        });
        story.advance(Duration.ofMinutes(1));
        assertThat(story.cluster().plans()).isEqualTo(plans);
        assertThat(story.toy.done).doesNotContain("spread");
    }
}
