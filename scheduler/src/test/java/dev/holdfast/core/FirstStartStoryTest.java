package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FirstStartStoryTest {

    @TempDir
    private Path directory;

    @Test
    void allIsReservedBeforeAnythingStartsAndEarlierGroupsStartFirst() {
        Story story = Story.on(directory, 4);
        story.accepted(new Command.Apply(Specs.of(1, 3), "create", 0));
        story.until("all ready", Duration.ofMinutes(2), story::isReady);
        List<Operation> operations = story.world.done(Effect.Accept.class).stream()
                .flatMap(accept -> accept.operations().stream())
                .toList();
        int lastCreate = -1;
        int firstLaunch = operations.size();
        for (int i = 0; i < operations.size(); i++) {
            lastCreate = operations.get(i) instanceof Operation.Create ? i : lastCreate;
            firstLaunch = operations.get(i) instanceof Operation.LaunchGroup ? Math.min(i, firstLaunch) : firstLaunch;
        }
        assertThat(lastCreate).isLessThan(firstLaunch);
        List<String> launched = operations.stream()
                .filter(Operation.LaunchGroup.class::isInstance)
                .map(operation -> ((Operation.LaunchGroup) operation)
                        .tasks()
                        .get(0)
                        .labels()
                        .get("holdfast_node"))
                .toList();
        assertThat(launched).first().isEqualTo("orders/keeper-0");
        assertThat(launched)
                .containsExactlyInAnyOrder("orders/keeper-0", "orders/data-0", "orders/data-1", "orders/data-2");
    }
}
