package dev.holdfast.api;

import dev.holdfast.api.wire.AgentInfo;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.GroupInfo;
import dev.holdfast.api.wire.MasterInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.OddityInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.api.wire.WaitInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.plan.Reason;
import dev.holdfast.spec.GroupSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Published views as they travel. */
final class Pictures {

    private Pictures() {}

    static StatusInfo status(View view) {
        return new StatusInfo(
                view.turn(),
                view.at(),
                view.frameworkId(),
                new MasterInfo(
                        view.master().connected(),
                        view.master().text(),
                        view.master().version(),
                        view.master().since()),
                view.clusters().stream().map(Pictures::cluster).toList(),
                agents(view),
                view.agentsComplete(),
                view.oddities().stream()
                        .map(oddity -> new OddityInfo(oddity.what(), oddity.text()))
                        .toList(),
                view.frozen()
                        .map(freeze -> new WaitInfo(
                                PlanRunner.FROZEN, freeze.why(), freeze.at(), Optional.empty(), "holdfast thaw")));
    }

    /** By address, 127.0.0.9 before 127.0.0.10. */
    static List<AgentInfo> agents(View view) {
        return view.agents().stream()
                .map(Pictures::agent)
                .sorted(Comparator.comparing((AgentInfo agent) -> padded(agent.ip()))
                        .thenComparing(AgentInfo::hostname)
                        .thenComparing(AgentInfo::id))
                .toList();
    }

    private static String padded(String address) {
        return Pattern.compile("\\d+")
                .matcher(address)
                .replaceAll(number -> "0".repeat(Math.max(0, 3 - number.group().length())) + number.group());
    }

    private static AgentInfo agent(View.AgentView agent) {
        return new AgentInfo(
                agent.id(),
                agent.hostname(),
                agent.ip(),
                agent.zone(),
                new TreeMap<>(agent.attributes()),
                agent.cpus(),
                agent.memoryMegabytes(),
                agent.diskMegabytes(),
                agent.active(),
                agent.nodes());
    }

    static ClusterInfo cluster(ClusterPicture cluster) {
        return new ClusterInfo(
                cluster.name(),
                cluster.packageName(),
                cluster.version(),
                cluster.target(),
                cluster.health(),
                cluster.database(),
                cluster.observedAt(),
                cluster.spec().groups().values().stream()
                        .map(group -> group(group, cluster))
                        .toList(),
                cluster.nodes().stream().map(Pictures::node).toList(),
                cluster.plan().map(PlanPictures::plan),
                cluster.debts(),
                cluster.createdAt());
    }

    private static GroupInfo group(GroupSpec group, ClusterPicture cluster) {
        long ready = cluster.nodes().stream()
                .filter(node ->
                        node.id().group().equals(group.name()) && node.state().equals("ready"))
                .count();
        return new GroupInfo(group.name(), group.count(), (int) ready);
    }

    static NodeInfo node(NodePicture node) {
        return new NodeInfo(
                node.id().toString(),
                node.id().group(),
                node.id().index(),
                node.state(),
                node.goal(),
                node.since(),
                node.hostname(),
                node.address(),
                new TreeMap<>(node.ports()),
                node.incarnation(),
                node.generation(),
                node.current(),
                node.text(),
                node.reason().map(Pictures::wait),
                node.trouble(),
                node.cpus(),
                node.memoryMegabytes(),
                node.volumeMegabytes(),
                node.agentId(),
                node.taskId(),
                node.refusals());
    }

    static WaitInfo wait(Reason reason) {
        return new WaitInfo(reason.rule(), reason.text(), reason.since(), reason.until(), reason.remedy());
    }
}
