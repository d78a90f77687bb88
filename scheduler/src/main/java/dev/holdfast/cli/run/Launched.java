package dev.holdfast.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What the launcher told us of itself and of the terminal. */
public final class Launched {

    private static final String COMMAND = "holdfast.command";
    static final String BACKGROUND = "holdfast.background";
    private static final String TERMINAL = "holdfast.terminal";

    private Launched() {}

    /** How the user calls this program. */
    public static String command() {
        return System.getProperty(COMMAND, "holdfast");
    }

    /**
     * Whether a person looks at what we print. The launcher knows; from Java 22 on, a console says nothing of a
     * terminal.
     */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean onTerminal() {
        String said = System.getProperty(TERMINAL, "");
        boolean terminal = said.isEmpty() ? System.console() != null : said.equals("yes");
        return terminal && !"dumb".equals(System.getenv("TERM"));
    }

    /** Whether this is what {@code up --detach} left in the background. */
    static boolean inBackground() {
        return System.getProperty(BACKGROUND, "").equals("yes");
    }

    /** Colours: on a terminal, unless the user does not want any (https://no-color.org). */
    public static boolean inColour() {
        String noColour = System.getenv("NO_COLOR");
        return onTerminal() && (noColour == null || noColour.isEmpty());
    }

    /** The version Maven gave us. */
    public static String version() {
        Properties properties = new Properties();
        try (InputStream in =
                Launched.class.getResourceAsStream("/META-INF/maven/dev.holdfast/holdfast/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            // Then it is not known, which hinders nothing.
        }
        return properties.getProperty("version", "unknown");
    }
}
