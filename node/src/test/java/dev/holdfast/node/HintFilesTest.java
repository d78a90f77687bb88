package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HintFilesTest {

    private static final String ONE = "0e6d1f6c-5d2a-4a53-9f0e-3d2b8f1f0a11";
    private static final String OTHER = "9c1a0a4e-6a3e-4a35-8f3e-0b7d0a5e4c22";

    @TempDir
    private Path directory = Path.of("");

    private void kept(String name, int bytes) throws Exception {
        Files.write(directory.resolve(name), new byte[bytes]);
    }

    @Test
    void where_no_directory_is_nothing_is_known() {
        HintFiles none = new HintFiles(directory.resolve("none"));
        assertThat(none.bytes()).isEqualTo(-1);
        assertThat(none.byMember()).isEmpty();
    }

    @Test
    void what_is_kept_for_each_member_is_told_with_the_age_of_the_oldest() throws Exception {
        long now = System.currentTimeMillis();
        kept(ONE + "-" + (now - 60_000) + "-2.hints", 7);
        kept(ONE + "-" + (now - 3_600_000) + "-2.hints", 5);
        kept(ONE + "-" + now + "-2.crc32", 9);
        kept(OTHER + "-" + now + "-2.hints", 3);
        kept("stray.hints", 2);
        HintFiles hints = new HintFiles(directory);
        assertThat(hints.bytes()).as("all files").isEqualTo(17);
        List<String> lines = hints.byMember().stream().map(JsonLine::end).toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("\\{\"hostId\":\"" + ONE + "\",\"bytes\":12,\"ageMs\":36\\d{5}}");
        assertThat(lines.get(1)).matches("\\{\"hostId\":\"" + OTHER + "\",\"bytes\":3,\"ageMs\":\\d{1,4}}");
    }

    @Test
    void a_file_without_a_single_write_keeps_nothing() throws Exception {
        kept(ONE + "-1795306740000-2.hints", 0);
        assertThat(new HintFiles(directory).byMember()).isEmpty();
    }
}
