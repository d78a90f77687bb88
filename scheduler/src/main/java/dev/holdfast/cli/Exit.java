package dev.holdfast.cli;

/** Exit codes, by kind of failure. */
public final class Exit {

    public static final int DONE = 0;
    /** A fault of Holdfast's own. */
    public static final int INTERNAL = 1;
    /** The command line itself was wrong. */
    public static final int USAGE = 2;
    /** What was asked is wrong in itself. */
    public static final int INVALID = 3;
    /** There is no such cluster, node or topic. */
    public static final int UNKNOWN = 4;
    /** Right in itself, but not now. */
    public static final int CONFLICT = 5;
    /** The scheduler, its database or something on this machine does not answer or cannot be had. */
    public static final int UNAVAILABLE = 6;
    /** Not allowed: no token, or the wrong one. */
    public static final int DENIED = 7;
    /** It did not come about in the time given. */
    public static final int TIMEOUT = 8;
    /** Ended by Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private Exit() {}
}
