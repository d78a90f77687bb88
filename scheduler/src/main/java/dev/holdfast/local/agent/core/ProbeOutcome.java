package dev.holdfast.local.agent.core;

/** What one probe found. */
public sealed interface ProbeOutcome {

    /** The command ended with this exit code. */
    record ExitCode(int code) implements ProbeOutcome {}

    /** The server answered with this HTTP status. */
    record HttpStatus(int code) implements ProbeOutcome {}

    /** Whether a TCP connection was accepted. */
    record Connected(boolean accepted) implements ProbeOutcome {}

    /** Neither: timed out, refused, could not be run. */
    record NoAnswer(String why) implements ProbeOutcome {}
}
