package dev.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two classes of tests run at a time: what they listen on must not be the same. */
final class NetworksTest {

    private static final Path TESTS = Path.of("src", "test", "java");
    /** Addresses of a test's own; 127.0.0 is everybody's, who then take any free port. */
    private static final Pattern NETWORK = Pattern.compile("\"127\\.0\\.([1-9][0-9]*)\\b");

    private static final Pattern PORT = Pattern.compile("\\bint PORT = ([0-9_]+);");

    private static TreeMap<String, TreeSet<String>> users(Pattern pattern) throws IOException {
        TreeMap<String, TreeSet<String>> users = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(TESTS)) {
            files = all.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            Matcher matcher = pattern.matcher(Files.readString(file));
            while (matcher.find()) {
                users.computeIfAbsent(matcher.group(1), missing -> new TreeSet<>())
                        .add(String.valueOf(file.getFileName()));
            }
        }
        return users;
    }

    @Test
    void noTwoTestsUseTheSameLoopbackAddresses() throws IOException {
        TreeMap<String, TreeSet<String>> users = users(NETWORK);
        assertThat(users).hasSizeGreaterThan(15);
        assertThat(users)
                .allSatisfy((network, tests) ->
                        assertThat(tests).as("users of 127.0." + network).hasSize(1));
    }

    @Test
    void noTwoTestsListenOnTheSamePort() throws IOException {
        TreeMap<String, TreeSet<String>> users = users(PORT);
        assertThat(users).hasSizeGreaterThan(5);
        assertThat(users)
                .allSatisfy((port, tests) ->
                        assertThat(tests).as("users of " + port).hasSize(1));
    }
}
