package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.Chore;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaIds;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AddRaftVoterOptions;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.clients.admin.RemoveRaftVoterOptions;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.DuplicateVoterException;
import org.apache.kafka.common.errors.VoterNotFoundException;

/** Chores on membership and feature levels. */
final class QuorumChores {

    private static final String LISTENER = "CONTROLLER";
    private static final String METADATA_VERSION = "metadata.version";
    private static final String FEATURE = "feature.";

    private QuorumChores() {}

    static String unregister(Session session, Chore chore) throws ChoreFailedException {
        int id = Arguments.kafkaId(chore);
        try {
            session.done(session.changing().unregisterBroker(id).all());
        } catch (ChoreFailedException e) {
            if (!e.isBecauseOf(BrokerIdNotRegisteredException.class)) {
                throw e;
            }
        }
        return "broker " + id + " is not registered";
    }

    static String addController(Session session, Chore chore) throws ChoreFailedException {
        int id = Arguments.kafkaId(chore);
        NodeView node = session.cluster()
                .node(Arguments.node(chore))
                .filter(known -> known.placed() && known.ports().containsKey(KafkaIds.CONTROLLER_PORT))
                .orElseThrow(() -> new ChoreFailedException("controller " + id + " has no address yet"));
        Quorum quorum = quorum(session);
        Uuid directory = Arguments.text(chore, "directory")
                .or(() -> Optional.ofNullable(quorum.observers().get(id)).map(Member::directoryId))
                .map(Uuid::fromString)
                .orElse(Uuid.ZERO_UUID);
        Member voter = quorum.voters().get(id);
        if (voter != null
                && (directory.equals(Uuid.ZERO_UUID) || voter.directoryId().equals(directory.toString()))) {
            return "controller " + id + " is a voter";
        }
        if (voter != null) {
            throw new ChoreFailedException("controller " + id + " is still a voter with another directory, "
                    + voter.directoryId() + "; remove that first");
        }
        if (directory.equals(Uuid.ZERO_UUID)) {
            throw new ChoreFailedException("controller " + id + " does not follow the quorum yet");
        }
        RaftVoterEndpoint endpoint =
                new RaftVoterEndpoint(LISTENER, node.address(), node.ports().getOrDefault(KafkaIds.CONTROLLER_PORT, 0));
        AddRaftVoterOptions options = new AddRaftVoterOptions().setClusterId(clusterId(session));
        try {
            session.done(session.changing()
                    .addRaftVoter(id, directory, Set.of(endpoint), options)
                    .all());
        } catch (ChoreFailedException e) {
            if (!e.isBecauseOf(DuplicateVoterException.class)) {
                throw e;
            }
        }
        return "controller " + id + " is a voter";
    }

    static String removeController(Session session, Chore chore) throws ChoreFailedException {
        int id = Arguments.kafkaId(chore);
        Member voter = quorum(session).voters().get(id);
        Optional<String> wanted = Arguments.text(chore, "directory");
        boolean there = voter != null && (wanted.isEmpty() || wanted.get().equals(voter.directoryId()));
        if (voter == null || !there) {
            return "controller " + id + " is no voter"
                    + wanted.map(directory -> " with directory " + directory).orElse("");
        }
        RemoveRaftVoterOptions options = new RemoveRaftVoterOptions().setClusterId(clusterId(session));
        try {
            session.done(session.changing()
                    .removeRaftVoter(id, Uuid.fromString(voter.directoryId()), options)
                    .all());
        } catch (ChoreFailedException e) {
            if (!e.isBecauseOf(VoterNotFoundException.class)) {
                throw e;
            }
        }
        return "controller " + id + " is no voter";
    }

    /** Never lowers a level: what is in force already is done. */
    static String finaliseMetadata(Session session, Chore chore) throws ChoreFailedException {
        TreeMap<String, Short> wanted = new TreeMap<>();
        Arguments.number(chore, "level").ifPresent(level -> wanted.put(METADATA_VERSION, level.shortValue()));
        for (String key : chore.arguments().keySet()) {
            if (key.startsWith(FEATURE)) {
                Arguments.number(chore, key)
                        .ifPresent(level -> wanted.put(key.substring(FEATURE.length()), level.shortValue()));
            }
        }
        var inForce = session.get(session.admin().describeFeatures().featureMetadata())
                .finalizedFeatures();
        TreeMap<String, FeatureUpdate> updates = new TreeMap<>();
        wanted.forEach((name, level) -> {
            var range = inForce.get(name);
            if (range == null || range.maxVersionLevel() < level) {
                updates.put(name, new FeatureUpdate(level, FeatureUpdate.UpgradeType.UPGRADE));
            }
        });
        if (updates.isEmpty()) {
            return "in force already: " + wanted;
        }
        session.done(session.changing()
                .updateFeatures(updates, new UpdateFeaturesOptions())
                .all());
        return "in force: " + wanted;
    }

    private static Quorum quorum(Session session) throws ChoreFailedException {
        return Answers.quorum(
                session.get(session.admin().describeMetadataQuorum().quorumInfo()));
    }

    private static Optional<String> clusterId(Session session) {
        return Optional.ofNullable(session.cluster().identity().get(Chores.CLUSTER_ID));
    }
}
