package dev.holdfast.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCountTest {

    @TempDir
    private Path data = Path.of("");

    private int count(Optional<Integer> asked, Optional<Integer> nodes, Optional<Path> file) throws Exception {
        return AgentCount.of(asked, nodes, "kafka", file, data);
    }

    @Test
    void theLargestGroupAndTwoMore() throws Exception {
        assertThat(count(Optional.empty(), Optional.empty(), Optional.empty())).isEqualTo(5);
        assertThat(count(Optional.empty(), Optional.of(7), Optional.empty())).isEqualTo(9);
        assertThat(count(Optional.of(20), Optional.of(7), Optional.empty())).isEqualTo(20);
        Path spec = Files.writeString(
                data.resolve("o.yaml"), "name: orders\npackage: kafka\ngroups:\n  broker:\n    count: 9\n");
        assertThat(count(Optional.empty(), Optional.empty(), Optional.of(spec))).isEqualTo(11);
    }

    @Test
    void oneForEveryNodeWhereAllGroupsWantAgentsOfTheirOwn() throws Exception {
        Path spec = Files.writeString(
                data.resolve("db.yaml"), "name: db\npackage: crate\ngroups:\n  master: 3\n  data: 3\n  hot: 2\n");
        assertThat(AgentCount.of(Optional.empty(), Optional.empty(), "", Optional.of(spec), data))
                .isEqualTo(10);
        assertThat(AgentCount.of(Optional.empty(), Optional.empty(), "crate", Optional.empty(), data))
                .isEqualTo(5);
    }

    @Test
    void neverFewerThanHoldDataAlready() throws Exception {
        for (int i = 1; i <= 8; i++) {
            Files.createDirectories(data.resolve("mesos").resolve("agent-" + i));
        }
        assertThat(count(Optional.empty(), Optional.empty(), Optional.empty())).isEqualTo(8);
        assertThat(count(Optional.of(3), Optional.empty(), Optional.empty())).isEqualTo(8);
    }
}
