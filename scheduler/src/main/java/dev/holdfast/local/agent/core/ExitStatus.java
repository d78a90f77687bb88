package dev.holdfast.local.agent.core;

/**
 * How a process ended, as a shell tells it: 0 to 255, above 128 for a signal; {@link #UNKNOWN} when nobody saw it.
 *
 * @param code the shell's {@code $?}, or -1
 */
public record ExitStatus(int code) {

    /** The process is gone and whoever waited for it is gone too. */
    public static final ExitStatus UNKNOWN = new ExitStatus(-1);

    private static final int SIGNAL_BASE = 128;

    private static final String[] SIGNALS = {
        "",
        "Hangup",
        "Interrupt",
        "Quit",
        "Illegal instruction",
        "Trace/breakpoint trap",
        "Aborted",
        "Bus error",
        "Floating point exception",
        "Killed",
        "User defined signal 1",
        "Segmentation fault",
        "User defined signal 2",
        "Broken pipe",
        "Alarm clock",
        "Terminated"
    };

    public boolean isSuccess() {
        return code == 0;
    }

    /** The sentence Mesos puts into the status. A program that exits with 128 + n by itself reads like signal n. */
    public String sentence() {
        if (code < 0) {
            return "Command ended with unknown status: the process that waited for it was killed";
        }
        int signal = code - SIGNAL_BASE;
        if (signal > 0 && signal < SIGNALS.length) {
            return "Command terminated with signal " + SIGNALS[signal];
        }
        return "Command exited with status " + code;
    }
}
