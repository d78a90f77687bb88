package dev.holdfast.database.crate.sql;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.crate.CrateDetails.Member;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.database.crate.CrateIds;
import dev.holdfast.model.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Each node's health by what was seen. Pure.
 *
 * <p>A node is ready when another one lists it, with the version it was launched with, while a master is known. Its
 * own word
 * is enough only where it lists nobody else and calls itself the master: such a state takes a majority of votes, so it
 * cannot be one that was cut off. Alive is weaker: any sign of life counts, since by it a replacement is refused.
 */
final class NodeReports {

    /** Key of {@link NodeView#inputs}: the version of that launch. */
    static final String VERSION = "version";

    private NodeReports() {}

    static SortedMap<NodeId, NodeHealth> of(Collection<NodeView> nodes, CrateDetails details, List<Voice> voices) {
        TreeMap<NodeId, NodeHealth> health = new TreeMap<>();
        for (NodeView node : nodes) {
            Optional<Voice> voice = voices.stream()
                    .filter(heard -> heard.node().id().equals(node.id()))
                    .findFirst();
            Optional<Member> member = Optional.ofNullable(details.members().get(CrateIds.name(node.id())));
            if (voice.isPresent() || member.isPresent()) {
                health.put(node.id(), one(node, voice, member, details));
            }
        }
        return health;
    }

    private static NodeHealth one(NodeView node, Optional<Voice> voice, Optional<Member> member, CrateDetails details) {
        boolean there =
                voice.isPresent() && voice.get().isThere() && voice.get().isItself();
        boolean led = details.knows(Part.MASTER) && details.master().isPresent();
        if (member.isEmpty() || (member.get().version().isEmpty() && !led)) {
            return new NodeHealth(false, there, unlisted(voice, details), 0);
        }
        Member listed = member.get();
        if (listed.version().isEmpty()) {
            return new NodeHealth(false, true, "listed, but it answers nobody", 0);
        }
        String name = CrateIds.name(node.id());
        String wanted = node.inputs().getOrDefault(VERSION, "");
        boolean right = wanted.isEmpty() || wanted.equals(listed.version());
        boolean leaving = voice.isPresent() && voice.get().manner() == Voice.Manner.LEAVING;
        boolean witnessed = !listed.byItself() || isAlone(name, details);
        String text;
        if (!led) {
            text = "answers, but no master is known";
        } else if (leaving) {
            text = "is told to leave and takes no statements";
        } else if (!witnessed) {
            text = "no other node could be asked about it";
        } else if (!right) {
            text = "runs " + listed.version() + ", was launched as " + wanted;
        } else {
            text = working(name, details);
        }
        return new NodeHealth(led && !leaving && witnessed && right, true, text, listed.incarnation());
    }

    private static boolean isAlone(String name, CrateDetails details) {
        return details.members().size() == 1
                && details.master().map(name::equals).orElse(false);
    }

    private static String unlisted(Optional<Voice> voice, CrateDetails details) {
        if (voice.isEmpty()) {
            return "not in the cluster";
        }
        Voice heard = voice.get();
        if (!heard.isThere()) {
            return silence(heard);
        }
        if (!heard.isItself()) {
            return "at its address '" + heard.name() + "' of cluster '" + heard.clusterName() + "' answers";
        }
        return switch (heard.manner()) {
            case LEAVING -> "is told to leave and takes no statements";
            case DENIES -> "does not let us in (it knows users only once it has joined): " + heard.problem();
            case MUTE -> "takes no statements yet: " + heard.problem();
            default ->
                details.master().isPresent()
                        ? "answers, but " + details.answeredBy() + " does not list it"
                        : "answers, but knows no master";
        };
    }

    private static String silence(Voice heard) {
        if (heard.manner() == Voice.Manner.ABSENT && heard.node().processUp()) {
            return "starting: nothing listens on its HTTP port yet";
        }
        return heard.problem().startsWith("no answer") ? heard.problem() : "no answer: " + heard.problem();
    }

    /** What it is busy with. */
    private static String working(String name, CrateDetails details) {
        String master = details.master().map(name::equals).orElse(false) ? "master, " : "";
        if (details.health().map(Tables::isUnrecovered).orElse(false)) {
            return master + "waits for more nodes before tables are opened";
        }
        if (!details.knows(Part.SHARDS)) {
            return master + "in the cluster";
        }
        List<Shard> here = details.shards().stream()
                .filter(shard -> shard.node().equals(name))
                .toList();
        long starting = count(here, "INITIALIZING");
        long moving = count(here, "RELOCATING");
        if (starting > 0) {
            return master + "recovering: " + (here.size() - starting) + " of " + here.size() + " shards started";
        }
        return master
                + here.size()
                + (here.size() == 1 ? " shard" : " shards")
                + (moving == 0 ? "" : ", " + moving + " moving away");
    }

    private static long count(List<Shard> shards, String state) {
        return shards.stream().filter(shard -> shard.state().equals(state)).count();
    }
}
