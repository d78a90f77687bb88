package dev.holdfast.local.agent.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Gives a file or directory to the user a task runs as. */
@FunctionalInterface
public interface Owner {

    /** Nothing changes hands: tasks run as the agent does. */
    Owner SAME = path -> {};

    void take(Path path) throws IOException;
}
