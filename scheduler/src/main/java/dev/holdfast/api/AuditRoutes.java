package dev.holdfast.api;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.AuditInfo;
import dev.holdfast.api.wire.AuditInfo.AmountInfo;
import dev.holdfast.api.wire.AuditInfo.AuditAgentInfo;
import dev.holdfast.api.wire.AuditInfo.AuditClusterInfo;
import dev.holdfast.api.wire.AuditInfo.AuditNodeInfo;
import dev.holdfast.api.wire.AuditInfo.GivenUpInfo;
import dev.holdfast.api.wire.AuditInfo.LeakInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.core.Audit;
import dev.holdfast.core.Command;
import java.util.List;

/** What is reserved against what should be, and what a person decides about the rest. */
final class AuditRoutes {

    private static final String AUDIT = "/v1/audit";
    private static final String ONE = AUDIT + "/{uid}";

    private final Backend backend;

    AuditRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        AUDIT,
                        "What is reserved for us, and whether it should be",
                        AuditInfo.class,
                        call -> info(backend.audit())),
                Route.post(
                        ONE + "/release",
                        "Destroys and unreserves what no record tells of, or was kept; the confirmation is the uid",
                        Asks.Release.class,
                        OutcomeInfo.class,
                        call -> backend.ask(new Command.Release(
                                call.path("uid"), call.body(Asks.Release.class).confirmation()))),
                Route.post(
                        ONE + "/adopt",
                        "Gives a node that stands nowhere its volume back, of which no record tells",
                        Asks.Nothing.class,
                        OutcomeInfo.class,
                        call -> backend.ask(new Command.Adopt(call.path("uid")))),
                Route.post(
                        ONE + "/forget",
                        "Waits no longer for what was given up on an agent that will not come back",
                        Asks.Nothing.class,
                        OutcomeInfo.class,
                        call -> backend.ask(new Command.Forget(call.path("uid")))));
    }

    private static AuditInfo info(Audit audit) {
        return new AuditInfo(
                audit.at(),
                audit.closed(),
                audit.agents().stream()
                        .map(line -> new AuditAgentInfo(
                                line.hostname(), line.id(), info(line.reserved()), info(line.used()), line.volumes()))
                        .toList(),
                audit.clusters().stream()
                        .map(line -> new AuditClusterInfo(line.name(), info(line.reserved()), info(line.used())))
                        .toList(),
                audit.nodes().stream()
                        .map(line -> new AuditNodeInfo(
                                line.node(),
                                line.hostname(),
                                line.uid(),
                                info(line.reserved()),
                                info(line.used()),
                                line.note()))
                        .toList(),
                audit.leaks().stream().map(AuditRoutes::info).toList(),
                audit.waiting().stream().map(AuditRoutes::info).toList(),
                audit.kept().stream().map(AuditRoutes::info).toList(),
                audit.foreign());
    }

    private static AmountInfo info(Audit.Amount amount) {
        return new AmountInfo(amount.cpus(), amount.memoryMegabytes(), amount.diskMegabytes());
    }

    private static LeakInfo info(Audit.LeakLine line) {
        return new LeakInfo(
                line.uid(),
                line.node(),
                line.generation(),
                line.hostname(),
                line.role(),
                info(line.reserved()),
                line.volume(),
                line.seenAt(),
                line.adopt());
    }

    private static GivenUpInfo info(Audit.GivenUpLine line) {
        return new GivenUpInfo(
                line.uid(), line.node(), line.hostname(), line.role(), line.why(), line.since(), line.away());
    }
}
