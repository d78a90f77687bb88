package dev.holdfast.mesos;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.OperationStatus;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What comes from the master, and what becomes of the connection to it, in the order it happened. */
public sealed interface MesosEvent {

    /** A master took our SUBSCRIBE; {@link Subscribed} or {@link Failed} follows. */
    record Connected(URI master) implements MesosEvent {}

    /**
     * There is no subscription, any more or yet. Offers are void, and calls are turned away until {@link Subscribed}.
     */
    record Disconnected(String reason, Duration retryIn) implements MesosEvent {}

    /** The subscription stands. The id must be stored before anything else is done. */
    record Subscribed(FrameworkId frameworkId, Duration heartbeatInterval, Master master) implements MesosEvent {}

    record Offers(List<dev.holdfast.model.Offer> offers) implements MesosEvent {
        public Offers {
            offers = List.copyOf(offers);
        }
    }

    record Rescinded(OfferId offer) implements MesosEvent {}

    record InverseOffers(List<InverseOffer> offers) implements MesosEvent {
        public InverseOffers {
            offers = List.copyOf(offers);
        }
    }

    record InverseRescinded(OfferId offer) implements MesosEvent {}

    record Update(TaskStatus status) implements MesosEvent {}

    record OperationUpdate(OperationStatus status) implements MesosEvent {}

    /**
     * An executor ended or, with no executor, an agent was lost. A hint only: Mesos may lose it.
     *
     * @param status the executor's exit status
     */
    record Failure(Optional<AgentId> agent, Optional<ExecutorId> executor, Optional<Integer> status)
            implements MesosEvent {}

    /** @param data base64 */
    record Message(AgentId agent, ExecutorId executor, String data) implements MesosEvent {}

    /**
     * The master's ERROR.
     *
     * @param isFinal whether a newer scheduler has taken over, or the framework is gone: this client has stopped, and
     *     whoever owns it must act no more. Otherwise it subscribes again.
     */
    record Failed(String message, boolean isFinal) implements MesosEvent {}

    record Heartbeat() implements MesosEvent {}

    /** The master's wish to have an agent free for a while, for maintenance. */
    record InverseOffer(
            OfferId id,
            Optional<AgentId> agent,
            Instant unavailableFrom,
            Optional<Duration> unavailableFor,
            Resources resources) {}

    /**
     * The leading master.
     *
     * @param ip empty where it does not tell
     * @param capabilities in Mesos's words, as far as we know them
     */
    record Master(String id, String hostname, String ip, int port, String version, SortedSet<String> capabilities) {

        public Master {
            capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
        }

        /** Whether it is of that release or a later one; false if its version cannot be read. */
        public boolean isAtLeast(int major, int minor) {
            return MesosVersion.parse(version).isAtLeast(major, minor);
        }
    }
}
