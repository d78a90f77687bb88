package dev.holdfast.cli;

import picocli.CommandLine.Option;

/** Whether a command only says what it would do: the plan that would come of it. The same for all commands that begin a plan. */
final class Preview {

    @Option(names = "--preview", description = "Say what would be done, and do nothing.")
    private boolean wanted;

    boolean wanted() {
        return wanted;
    }

    /** The verb, perhaps only to be told what it would do. */
    Verb of(Verb verb) {
        return verb.previewed(wanted);
    }
}
