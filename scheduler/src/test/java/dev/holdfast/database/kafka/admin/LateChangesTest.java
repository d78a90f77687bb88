package dev.holdfast.database.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.database.Chore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** A scheduler that stood still, and was followed by another, changes nothing in Kafka when it goes on. */
class LateChangesTest {

    private static final Path HERE = Path.of("src", "main", "java", "dev", "holdfast", "database", "kafka", "admin");

    /** Whatever of the client's calls is no question; those of {@link TopicWork} and {@link QuotaWork} are a user's own. */
    private static final Pattern UNASKED = Pattern.compile(
            "\\badmin\\(\\)\\s*\\.(alter|incremental|elect|unregister|add|remove|update|create|delete)");

    private final List<String> calls = new CopyOnWriteArrayList<>();

    private Session session(Deadline deadline) {
        Admin admin = (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    throw new IllegalStateException("nothing must be asked");
                });
        return new Session(admin, Views.view(Views.node(Views.broker(0), Views.ports("client", 1, 1))), deadline);
    }

    @Test
    void whoLeadsNoLongerUnregistersNobody() {
        Session late = session(Deadline.in(Duration.ofMinutes(1), () -> false));
        assertThatThrownBy(() -> QuorumChores.unregister(late, Chore.on(Views.broker(0), "unregister")))
                .hasMessageContaining("leads no longer");
        assertThat(calls).isEmpty();
    }

    @Test
    void whoseTimeIsOverChangesNothingEither() {
        Session late = session(Deadline.in(Duration.ZERO, () -> true));
        assertThatThrownBy(() -> ConfigChores.uncordon(late, Chore.on(Views.broker(0), "uncordon")))
                .hasMessageContaining("too long");
        assertThat(calls).isEmpty();
    }

    @Test
    void everyChoreAsksRightBeforeItChangesSomething() throws IOException {
        for (String file : List.of("MoveChores", "QuorumChores", "ConfigChores", "Throttles")) {
            String text = Files.readString(HERE.resolve(file + ".java"));
            assertThat(text).as(file).contains("changing()").doesNotContainPattern(UNASKED);
        }
    }
}
