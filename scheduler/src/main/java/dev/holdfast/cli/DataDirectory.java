package dev.holdfast.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where things are kept unless {@code --data} says otherwise. */
public final class DataDirectory {

    /** Overrides the usual place. */
    public static final String VARIABLE = "HOLDFAST_DATA";

    private DataDirectory() {}

    public static Path usual(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".holdfast"))
                .toAbsolutePath()
                .normalize();
    }
}
