package dev.holdfast.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where Maven would look on this machine: its settings files, its local repository, and whether it may use the network.
 *
 * @param userSettings the settings file of the user; need not exist
 * @param globalSettings the settings file of the Maven installation, if there is one
 * @param settingsSecurity the file with the master password; need not exist
 * @param localRepository where the command line moved the local repository to, if it did
 * @param offline true if Maven was told to stay off the network
 * @param properties system properties and, as {@code env.NAME}, the environment, for settings that refer to them
 */
public record MavenOptions(
        Path userSettings,
        Optional<Path> globalSettings,
        Path settingsSecurity,
        Optional<Path> localRepository,
        boolean offline,
        Map<String, String> properties) {

    /** Overrides the user's settings file, as {@code mvn -s} does. */
    public static final String SETTINGS_VARIABLE = "HOLDFAST_MAVEN_SETTINGS";

    /** The same as a system property, which wins. */
    public static final String SETTINGS_PROPERTY = "holdfast.maven.settings";

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    public MavenOptions {
        properties = new LinkedHashMap<>(properties);
    }

    /** What Maven would do for this process: its environment, its system properties, its home directory. */
    public static MavenOptions ofThisProcess() {
        return of(System.getenv(), System.getProperties());
    }

    /**
     * The same for a given environment. {@code MAVEN_ARGS} and {@code MAVEN_OPTS} are honoured for the options that
     * matter here ({@code -s}, {@code -gs}, {@code -o}, {@code -Dmaven.repo.local}), since build machines set them.
     */
    public static MavenOptions of(Map<String, String> environment, Properties system) {
        Map<String, String> properties = new LinkedHashMap<>();
        environment.forEach((name, value) -> properties.put("env." + name, value));
        List<String> words = new ArrayList<>();
        for (String variable : List.of("MAVEN_OPTS", "MAVEN_ARGS")) {
            words.addAll(
                    List.of(BLANKS.split(environment.getOrDefault(variable, "").strip())));
        }
        words.stream().filter(word -> word.startsWith("-D")).forEach(word -> define(word.substring(2), properties));
        system.stringPropertyNames().forEach(name -> properties.put(name, system.getProperty(name)));

        Path maven = Path.of(properties.getOrDefault("user.home", "."), ".m2");
        Path userSettings = first(properties, SETTINGS_PROPERTY, "env." + SETTINGS_VARIABLE)
                .or(() -> argument(words, "-s", "--settings"))
                .orElse(maven.resolve("settings.xml"));
        return new MavenOptions(
                userSettings,
                argument(words, "-gs", "--global-settings").or(() -> installedSettings(properties)),
                first(properties, "settings.security").orElse(maven.resolve("settings-security.xml")),
                first(properties, "maven.repo.local"),
                words.contains("-o") || words.contains("--offline"),
                properties);
    }

    /** The same options, off the network. */
    public MavenOptions stayOffline() {
        return new MavenOptions(userSettings, globalSettings, settingsSecurity, localRepository, true, properties);
    }

    /**
     * The settings of the installed Maven: below the home it was told of, else beside the {@code mvn} on the path with
     * its symbolic links followed, else where distributions put them.
     */
    private static Optional<Path> installedSettings(Map<String, String> properties) {
        List<Path> homes = new ArrayList<>();
        for (String key : List.of("maven.home", "env.MAVEN_HOME", "env.M2_HOME")) {
            first(properties, key).ifPresent(homes::add);
        }
        for (String directory : properties.getOrDefault("env.PATH", "").split(":", -1)) {
            Path command = Path.of(directory).resolve("mvn");
            if (!directory.isEmpty() && Files.isExecutable(command)) {
                homeOf(command).ifPresent(homes::add);
            }
        }
        List<Path> candidates = new ArrayList<>();
        homes.forEach(home -> candidates.add(home.resolve("conf").resolve("settings.xml")));
        candidates.add(Path.of("/etc/maven/settings.xml"));
        return candidates.stream().filter(Files::isReadable).findFirst();
    }

    private static Optional<Path> homeOf(Path command) {
        try {
            return Optional.ofNullable(command.toRealPath().getParent()).map(Path::getParent);
        } catch (IOException e) {
            return Optional.empty(); // A link that vanished while we looked leads nowhere.
        }
    }

    private static Optional<Path> first(Map<String, String> properties, String... keys) {
        for (String key : keys) {
            String value = properties.getOrDefault(key, "");
            if (!value.isBlank()) {
                return Optional.of(Path.of(value));
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> argument(List<String> words, String... flags) {
        for (String flag : flags) {
            int at = words.lastIndexOf(flag);
            if (at >= 0 && at + 1 < words.size()) {
                return Optional.of(Path.of(words.get(at + 1)));
            }
        }
        return Optional.empty();
    }

    private static void define(String definition, Map<String, String> properties) {
        int equals = definition.indexOf('=');
        if (equals > 0) {
            properties.put(definition.substring(0, equals), definition.substring(equals + 1));
        }
    }
}
