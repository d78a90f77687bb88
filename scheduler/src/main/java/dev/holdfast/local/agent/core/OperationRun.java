package dev.holdfast.local.agent.core;

import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The outcome of an operation that its scheduler wants to hear and has not acknowledged yet. */
final class OperationRun {

    private final ToMaster.OperationUpdate update;
    private Instant resendAt = Instant.MAX;
    private Duration interval = UpdateStream.FIRST_RETRY;

    OperationRun(ToMaster.OperationUpdate update) {
        this.update = update;
    }

    ToMaster.OperationUpdate update() {
        return update;
    }

    Instant resendAt() {
        return resendAt;
    }

    /** Sends it with the resources of this moment, which may be newer than the outcome. */
    void send(List<Resource> resources, Turn turn) {
        if (!turn.isConnected()) {
            hold();
            return;
        }
        turn.tell(
                new ToMaster.OperationUpdate(update.frameworkId(), update.operationUuid(), update.status(), resources));
        resendAt = turn.now().plus(interval);
        Duration doubled = interval.multipliedBy(2);
        interval = doubled.compareTo(UpdateStream.LAST_RETRY) > 0 ? UpdateStream.LAST_RETRY : doubled;
    }

    void hold() {
        resendAt = Instant.MAX;
        interval = UpdateStream.FIRST_RETRY;
    }
}
