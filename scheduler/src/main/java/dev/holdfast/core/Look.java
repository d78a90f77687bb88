package dev.holdfast.core;

import dev.holdfast.core.Sight.ChoreRun;
import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.core.Sight.Inquiry;
import dev.holdfast.core.Sight.Link;
import dev.holdfast.core.Sight.Reading;
import dev.holdfast.core.Sight.Showing;
import dev.holdfast.core.Sight.Watch;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.TaskId;
import dev.holdfast.placement.Refusal;
import dev.holdfast.plan.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/** A changed copy of what is seen, in the making. */
final class Look {

    private Link link;
    private TreePMap<OfferId, HeldOffer> offers;
    private TreePMap<AgentId, Agent> agents;
    private boolean agentsComplete;
    private Instant agentsAskedAt;
    private TreePMap<ClusterName, Watch> probes;
    private TreePMap<String, ChoreRun> chores;
    private TreePMap<String, Software> software;
    private TreePMap<TaskId, Inquiry> unreconciled;
    private TreePMap<String, Attention> attention;
    private Optional<TreePSet<String>> roles;
    private TreePMap<String, Showing> shown;
    private TreePMap<TaskId, Instant> killed;
    private TreePSet<TaskId> strays;
    private TreePMap<NodeId, List<Refusal>> refusals;
    private TreePMap<NodeId, Reason> waits;
    private String servingAt;
    private Instant askedAllAt;
    private TreePMap<String, Instant> heard;
    private Books books;
    private TreePMap<ClusterName, Rounds.Round> rounds;
    private TreePMap<AgentId, Window> windows;
    private TreePMap<TaskId, Reading> readings;
    private TreePMap<String, Instant> struck;
    private String namedIn;

    Look(Sight from) {
        link = from.link();
        offers = from.offers();
        agents = from.agents();
        agentsComplete = from.agentsComplete();
        agentsAskedAt = from.agentsAskedAt();
        probes = from.probes();
        chores = from.chores();
        software = from.software();
        unreconciled = from.unreconciled();
        attention = from.attention();
        roles = from.roles();
        shown = from.shown();
        killed = from.killed();
        strays = from.strays();
        refusals = from.refusals();
        waits = from.waits();
        servingAt = from.servingAt();
        askedAllAt = from.askedAllAt();
        heard = from.heard();
        books = from.books();
        rounds = from.rounds();
        windows = from.windows();
        readings = from.readings();
        struck = from.struck();
        namedIn = from.namedIn();
    }

    Sight sight() {
        return new Sight(
                link,
                offers,
                agents,
                agentsComplete,
                agentsAskedAt,
                probes,
                chores,
                software,
                unreconciled,
                attention,
                roles,
                shown,
                killed,
                strays,
                refusals,
                waits,
                servingAt,
                askedAllAt,
                heard,
                books,
                rounds,
                windows,
                readings,
                struck,
                namedIn);
    }

    Look struck(TreePMap<String, Instant> next) {
        struck = next;
        return this;
    }

    Look link(Link next) {
        link = next;
        return this;
    }

    Look offers(TreePMap<OfferId, HeldOffer> next) {
        offers = next;
        return this;
    }

    Look agents(TreePMap<AgentId, Agent> next, boolean complete) {
        agents = next;
        agentsComplete = complete;
        return this;
    }

    Look agentsAskedAt(Instant when) {
        agentsAskedAt = when;
        return this;
    }

    Look probe(ClusterName cluster, Watch watch) {
        probes = probes.plus(cluster, watch);
        return this;
    }

    Look chore(String key, ChoreRun run) {
        chores = chores.plus(key, run);
        return this;
    }

    /** A cluster that is gone; another may come by its name. */
    Look forget(ClusterName cluster) {
        probes = probes.minus(cluster);
        for (Map.Entry<String, ChoreRun> entry : chores.entrySet()) {
            if (entry.getValue().cluster().equals(cluster)) {
                chores = chores.minus(entry.getKey());
            }
        }
        return this;
    }

    /** A node that is gone; another may come by its name, and what was seen of the old one is not about it. */
    Look forget(NodeId node) {
        Watch watch = probes.get(node.cluster());
        if (watch != null) {
            probes = probes.plus(node.cluster(), watch.without(node));
        }
        for (Map.Entry<String, ChoreRun> entry : chores.entrySet()) {
            if (entry.getValue().chore().node().equals(Optional.of(node))) {
                chores = chores.minus(entry.getKey());
            }
        }
        for (TaskId task : killed.keySet()) {
            if (task.node().equals(Optional.of(node))) {
                killed = killed.minus(task);
            }
        }
        for (TaskId task : strays) {
            if (task.node().equals(Optional.of(node))) {
                strays = strays.minus(task);
            }
        }
        refusals = refusals.minus(node);
        return this;
    }

    Look software(String name, Software next) {
        software = software.plus(name, next);
        return this;
    }

    Look unreconciled(TreePMap<TaskId, Inquiry> next) {
        unreconciled = next;
        return this;
    }

    Look attention(TreePMap<String, Attention> next) {
        attention = next;
        return this;
    }

    Look roles(TreePSet<String> next) {
        roles = Optional.of(next);
        return this;
    }

    Look shown(TreePMap<String, Showing> next) {
        shown = next;
        return this;
    }

    Look killed(TreePMap<TaskId, Instant> next) {
        killed = next;
        return this;
    }

    Look strays(TreePSet<TaskId> next) {
        strays = next;
        return this;
    }

    Look refusals(TreePMap<NodeId, List<Refusal>> next) {
        refusals = next;
        return this;
    }

    Look waits(TreePMap<NodeId, Reason> next) {
        waits = next;
        return this;
    }

    Look askedAllAt(Instant when) {
        askedAllAt = when;
        return this;
    }

    Look heard(TreePMap<String, Instant> next) {
        heard = next;
        return this;
    }

    Look windows(TreePMap<AgentId, Window> next) {
        windows = next;
        return this;
    }

    Look reading(TaskId chore, Reading reading) {
        readings = readings.plus(chore, reading);
        return this;
    }

    Look readNoMore(TaskId chore) {
        readings = readings.minus(chore);
        return this;
    }

    Look rounds(TreePMap<ClusterName, Rounds.Round> next) {
        rounds = next;
        return this;
    }

    Look books(Books next) {
        books = next;
        return this;
    }

    Look namedIn(String suffix) {
        namedIn = suffix;
        return this;
    }

    Look servingAt(String baseUrl) {
        servingAt = baseUrl;
        return this;
    }
}
