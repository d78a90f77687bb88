package dev.holdfast.cli.run;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go. {@code logback.xml} is read when the first logger is made, and says it by a property. Where that was before it was
 * said here, or another file lies before ours on the class path, ours is read now.
 */
final class Logging {

    private static final String WHERE = "holdfast.log";
    private static final String FILE = "holdfast.log.file";
    private static final String TO_FILE = "FILE";
    private static final String TO_CONSOLE = "CONSOLE";

    private Logging() {}

    static void toFile(Path file) {
        setUnlessGiven(FILE, file.toString());
        to(TO_FILE);
    }

    static void toConsole() {
        to(TO_CONSOLE);
    }

    private static void to(String appender) {
        setUnlessGiven(WHERE, appender);
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(System.getProperty(WHERE, "")) == null) {
            Optional.ofNullable(Logging.class.getResource("/logback.xml")).ifPresent(ours -> read(context, ours));
        }
    }

    private static void read(LoggerContext context, URL ours) {
        context.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(ours);
        } catch (JoranException e) {
            System.err.println("no log is written: " + e.getMessage());
        }
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property, "").isEmpty()) {
            System.setProperty(property, value);
        }
    }
}
