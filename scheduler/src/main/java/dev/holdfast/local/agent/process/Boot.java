package dev.holdfast.local.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which run of the machine this is; after a restart no process of before is left, whatever its number. */
public final class Boot {

    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    /** A name for this run of the machine; always the same where the machine does not tell. */
    public static String id() {
        try {
            return Files.readString(LINUX).strip();
        } catch (IOException notLinux) {
            return "unknown";
        }
    }
}
