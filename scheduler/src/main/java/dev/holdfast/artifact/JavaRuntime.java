package dev.holdfast.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java installation.
 *
 * @param command the {@code java} program
 * @param home its home directory, as it says itself
 * @param major 17 for Java 17.0.15
 * @param version {@code 17.0.15}
 * @param vendor {@code Eclipse Adoptium}
 * @param fingerprint equal for two installations exactly when they are the same build, so that a class-data archive of
 *     one fits the other
 */
public record JavaRuntime(Path command, Path home, int major, String version, String vendor, String fingerprint) {

    private static final long DESCRIBE_LIMIT_SECONDS = 30;
    private static final int MAX_OUTPUT_BYTES = 1 << 20;
    private static final Pattern PROPERTY = Pattern.compile("(?m)^    ([a-z.]+) = (.*)$");

    /**
     * The Java a command in this environment gets: {@code JAVA_HOME} first, else the first {@code java} on the path.
     */
    public static JavaRuntime find(Map<String, String> environment) throws ArtifactException, InterruptedException {
        String home = environment.getOrDefault("JAVA_HOME", "");
        if (!home.isBlank()) {
            Path command = Path.of(home, "bin", "java");
            if (!Files.isExecutable(command)) {
                throw new ArtifactException(
                        "JAVA_HOME is " + home + ", where there is no bin/java",
                        "Point JAVA_HOME to a JDK 17 or newer, or unset it to use the java on the PATH.");
            }
            return describe(command);
        }
        for (String directory : environment.getOrDefault("PATH", "").split(":", -1)) {
            Path command = Path.of(directory.isEmpty() ? "." : directory, "java");
            if (Files.isExecutable(command) && !Files.isDirectory(command)) {
                return describe(command.toAbsolutePath());
            }
        }
        throw new ArtifactException(
                "there is no java: JAVA_HOME is not set and none is on the PATH",
                "Install a JDK 17 or newer, or set JAVA_HOME to one.");
    }

    /** Runs the program once to let it say what it is (about a tenth of a second). */
    public static JavaRuntime describe(Path command) throws ArtifactException, InterruptedException {
        String output;
        try {
            Process process = new ProcessBuilder(command.toString(), "-XshowSettings:properties", "-version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            // Reading ends when the program does, so a program that hangs is ended from outside.
            CompletableFuture.delayedExecutor(DESCRIBE_LIMIT_SECONDS, TimeUnit.SECONDS)
                    .execute(process::destroyForcibly);
            try (InputStream in = process.getInputStream()) {
                output = new String(in.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
            }
            if (process.waitFor() != 0) {
                throw notJava(command, "it did not answer '-version' properly");
            }
        } catch (IOException e) {
            throw notJava(command, String.valueOf(e.getMessage()));
        }
        return parse(command, output).orElseThrow(() -> notJava(command, "its answer does not name a version"));
    }

    /** Reads what {@code java -XshowSettings:properties -version} printed. */
    static Optional<JavaRuntime> parse(Path command, String output) {
        Map<String, String> properties = new LinkedHashMap<>();
        Matcher matcher = PROPERTY.matcher(output);
        while (matcher.find()) {
            properties.put(matcher.group(1), matcher.group(2).strip());
        }
        String specification = properties.getOrDefault("java.specification.version", "");
        String major = specification.startsWith("1.") ? specification.substring(2) : specification;
        if (major.isEmpty() || !major.chars().allMatch(Character::isDigit)) {
            return Optional.empty();
        }
        StringBuilder identity = new StringBuilder();
        for (String key : new String[] {
            "java.runtime.version",
            "java.vm.name",
            "java.vm.version",
            "java.vm.vendor",
            "java.vendor",
            "os.name",
            "os.arch"
        }) {
            identity.append(key)
                    .append('=')
                    .append(properties.getOrDefault(key, ""))
                    .append('\n');
        }
        return Optional.of(new JavaRuntime(
                command,
                Path.of(properties.getOrDefault("java.home", command.toString())),
                Integer.parseInt(major),
                properties.getOrDefault("java.version", specification),
                properties.getOrDefault("java.vendor", "unknown"),
                Sha256.of(identity.toString().getBytes(StandardCharsets.UTF_8)).hex()));
    }

    private static ArtifactException notJava(Path command, String why) {
        return new ArtifactException(
                command + " cannot be used as java: " + why, "Point JAVA_HOME to a JDK 17 or newer.");
    }
}
