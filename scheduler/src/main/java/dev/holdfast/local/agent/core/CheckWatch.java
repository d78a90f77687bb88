package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.CheckInfo;
import dev.holdfast.mesos.v1.CheckStatusInfo;
import java.time.Instant;

/** When to take a task's check; a result is told only when it differs from the one before, and never kills. */
final class CheckWatch {

    private final CheckInfo check;
    private Instant nextAt = Instant.MAX;
    private boolean running;
    private CheckStatusInfo last;

    CheckWatch(CheckInfo check) {
        this.check = check;
        this.last = none(check);
    }

    CheckInfo check() {
        return check;
    }

    void start(Instant now, CheckStatusInfo known) {
        running = true;
        last = known;
        nextAt = now.plus(Seconds.of(check.getDelaySeconds()));
    }

    Instant nextAt() {
        return nextAt;
    }

    void taken() {
        nextAt = Instant.MAX;
    }

    void stop() {
        running = false;
        nextAt = Instant.MAX;
    }

    /** True when the outcome is news; {@link #last()} then has it. */
    boolean onOutcome(ProbeOutcome outcome, Instant now) {
        if (!running) {
            return false;
        }
        nextAt = now.plus(Seconds.of(check.getIntervalSeconds()));
        CheckStatusInfo result = result(outcome);
        boolean news = !result.equals(last);
        last = result;
        return news;
    }

    CheckStatusInfo last() {
        return last;
    }

    /** The status of a check that has no result yet: its kind, with nothing in it. */
    static CheckStatusInfo none(CheckInfo check) {
        CheckStatusInfo.Builder status = CheckStatusInfo.newBuilder().setType(check.getType());
        switch (check.getType()) {
            case COMMAND -> status.setCommand(CheckStatusInfo.Command.getDefaultInstance());
            case HTTP -> status.setHttp(CheckStatusInfo.Http.getDefaultInstance());
            case TCP -> status.setTcp(CheckStatusInfo.Tcp.getDefaultInstance());
            case UNKNOWN -> {
                // A kind we do not know has no result to be empty of.
            }
        }
        return status.build();
    }

    private CheckStatusInfo result(ProbeOutcome outcome) {
        CheckStatusInfo.Builder status = none(check).toBuilder();
        if (outcome instanceof ProbeOutcome.ExitCode exit) {
            status.getCommandBuilder().setExitCode(exit.code());
        } else if (outcome instanceof ProbeOutcome.HttpStatus http) {
            status.getHttpBuilder().setStatusCode(http.code());
        } else if (outcome instanceof ProbeOutcome.Connected tcp) {
            status.getTcpBuilder().setSucceeded(tcp.accepted());
        }
        return status.build();
    }
}
