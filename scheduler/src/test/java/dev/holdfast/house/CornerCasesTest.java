package dev.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of corner cases names tests that are there. */
class CornerCasesTest {

    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]*Test)\\.([A-Za-z_]+)`");

    @Test
    void everyTestThatThePageNamesExists() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        List<String> missing = new ArrayList<>();
        int named = 0;
        Matcher found = NAMED.matcher(Files.readString(Path.of("../docs/corner-cases.md")));
        while (found.find()) {
            named++;
            if (!sources.getOrDefault(found.group(1), "").contains("void " + found.group(2) + "(")) {
                missing.add(found.group());
            }
        }
        assertThat(named).isPositive();
        assertThat(missing).isEmpty();
    }
}
