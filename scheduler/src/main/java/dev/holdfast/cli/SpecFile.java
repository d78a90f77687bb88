package dev.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A spec as the user wrote it, and the name in it. The scheduler judges the rest. */
public record SpecFile(String text, String name) {

    private static final Pattern NAME = Pattern.compile("(?m)^\\s*[\"']?name[\"']?\\s*:\\s*[\"']?([^\\s\"'#,}]+)");

    /** {@code -} reads standard input. */
    public static SpecFile read(Path file) {
        try {
            String text = file.toString().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
            Matcher name = NAME.matcher(text);
            if (!name.find()) {
                throw new Failure(Exit.INVALID, file + " names no cluster", "add a line as in: name: orders");
            }
            return new SpecFile(text, name.group(1));
        } catch (IOException e) {
            throw new Failure(Exit.INVALID, file + " cannot be read: " + e.getMessage(), "correct the path", e);
        }
    }
}
