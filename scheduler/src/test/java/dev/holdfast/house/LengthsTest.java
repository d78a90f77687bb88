package dev.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be told of sources by looking at them. */
class LengthsTest {

    private static final int LONGEST_FILE = 420;

    @Test
    void filesAreShortEnoughToBeAboutOneThing() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources("src/main/java")) {
            long lines = Files.readAllLines(file, StandardCharsets.UTF_8).size();
            if (lines > LONGEST_FILE) {
                tooLong.add(file + ": " + lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyRoomSaysWhatItIsForAndHasNoNulls() throws IOException {
        List<Path> silent = new ArrayList<>();
        for (Path file : sources("src/main/java")) {
            Path about = file.resolveSibling("package-info.java");
            boolean speaks = Files.exists(about)
                    && Files.readString(about, StandardCharsets.UTF_8).contains("@NullMarked");
            if (!speaks) {
                silent.add(file);
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void nothingIsLeftForSomebodyElseToFinish() throws IOException {
        List<String> left = new ArrayList<>();
        for (Path file : sources("src")) {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            for (String word : List.of("TO" + "DO", "FIX" + "ME", "X" + "XX")) {
                if (text.contains(word)) {
                    left.add(file + ": " + word);
                }
            }
        }
        assertThat(left).isEmpty();
    }

    private static List<Path> sources(String below) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(below))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).as("sources below " + below).isNotEmpty();
            return sources;
        }
    }
}
