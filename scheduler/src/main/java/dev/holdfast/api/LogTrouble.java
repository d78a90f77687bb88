package dev.holdfast.api;

import dev.holdfast.engine.NodeLogs.Launched;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.model.NodeId;

/** Why a log cannot be had, in words that say what can be done about it. */
public final class LogTrouble {

    private LogTrouble() {}

    public static Refused of(NodeId node, Launched launched, OperatorException e) {
        return Refused.because(
                e.kind() == OperatorException.Kind.MISSING ? Refused.UNKNOWN : Refused.UNAVAILABLE,
                cause(node, launched, e),
                remedy(e));
    }

    /** In one line. */
    static String text(NodeId node, Launched launched, OperatorException e) {
        return cause(node, launched, e) + "; " + remedy(e);
    }

    private static String cause(NodeId node, Launched launched, OperatorException e) {
        return switch (e.kind()) {
            case MISSING ->
                launched.over()
                        ? "the sandbox of incarnation " + launched.incarnation() + " of " + node + " on "
                                + launched.host() + " has no such log, or is cleared (" + e.getMessage() + ")"
                        : "there is no such log of " + node + " on " + launched.host() + " (" + e.getMessage() + ")";
            case UNREACHABLE -> "the agent " + launched.host() + " does not answer (" + e.getMessage() + ")";
            case CLOSED, FAILED -> "the agent " + launched.host() + " does not give the log (" + e.getMessage() + ")";
        };
    }

    private static String remedy(OperatorException e) {
        return switch (e.kind()) {
            case MISSING ->
                "holdfast logs NAME/NODE --files lists what is left; agents clear sandboxes of ended tasks after"
                        + " --gc_delay, so keep logs elsewhere, too";
            case UNREACHABLE -> "see that the agent is up (holdfast agents); what it has comes back with it";
            case CLOSED -> "let the scheduler's principal read sandboxes (Mesos ACL access_sandboxes)";
            case FAILED -> "see the agent's own log";
        };
    }
}
