package dev.holdfast.core;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Observation;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.InverseOffer;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.OperationStatus;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Something that happened. */
public sealed interface Event {

    /** The master took us; nothing it said before counts any more. */
    record Subscribed(FrameworkId frameworkId, String master, String version) implements Event {}

    record Disconnected(String why) implements Event {}

    /** The master will not have us any more, or has a newer one of us: stop at once. */
    record Fenced(String why) implements Event {}

    record Offered(List<Offer> offers) implements Event {}

    record Rescinded(OfferId offer) implements Event {}

    /** The master wishes agents to be free for a while. */
    record InverseOffered(List<InverseOffer> offers) implements Event {}

    record InverseRescinded(OfferId offer) implements Event {}

    record TaskUpdate(TaskStatus status) implements Event {}

    record OperationUpdate(OperationStatus status) implements Event {}

    /** An agent or an executor ended; a hint only, task updates decide. */
    record Failure(Optional<AgentId> agent, Optional<ExecutorId> executor, int status) implements Event {}

    /** The master's list of agents, or why there is none: then agents are known from offers only. */
    record AgentsKnown(Optional<List<Agent>> agents, String why) implements Event {}

    record Observed(ClusterName cluster, Observation observation) implements Event {}

    record ChoreFinished(ClusterName cluster, Chore chore, Driver.Outcome outcome) implements Event {}

    /** Software is at hand, or not yet, or cannot be had. */
    record SoftwareIs(String key, Software software) implements Event {}

    /** Last lines that a task wrote before it ended. */
    record LastWords(NodeId node, int incarnation, String text) implements Event {}

    /**
     * What a chore beside a node has written.
     *
     * @param progress the newest it told; empty if none
     * @param result at its end; empty if none
     * @param words that say why it failed, where it told no result; empty if none
     * @param last whether it was read after the chore's end
     */
    record ChoreSaid(NodeId node, TaskId task, String progress, String result, String words, boolean last)
            implements Event {}

    /** A user wants something; the answer goes back under the ticket. {@code by} is who, as far as that is known. */
    record Asked(long ticket, Command command, String by) implements Event {
        public Asked(long ticket, Command command) {
            this(ticket, command, "");
        }
    }

    /** This scheduler acts from now on. {@code api} is where it answers; empty if it is the only one. */
    record Begun(String api) implements Event {}

    /** A webhook was told, or is not told any more. */
    record HookTold(HookRecord hook) implements Event {}

    /** There are these webhooks and no others. */
    record HooksAre(SortedSet<String> names) implements Event {}

    /** What nodes' names end in, {@code holdfast.mesos}, as our DNS server has them. */
    record NamedIn(String suffix) implements Event {}

    /** Where agents can fetch from now. */
    record ServingAt(String baseUrl) implements Event {}

    /** Time has passed. */
    record Tick(Instant now) implements Event {}
}
