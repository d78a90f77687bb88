package dev.holdfast.cli.run;

import java.nio.file.Path;

/** Where log lines go. Must be said before anything is logged, for {@code logback.xml} is read then. */
final class Logging {

    private static final String WHERE = "holdfast.log";
    private static final String FILE = "holdfast.log.file";

    private Logging() {}

    static void toFile(Path file) {
        setUnlessGiven(FILE, file.toString());
        setUnlessGiven(WHERE, "FILE");
    }

    static void toConsole() {
        setUnlessGiven(WHERE, "CONSOLE");
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property, "").isEmpty()) {
            System.setProperty(property, value);
        }
    }
}
