package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Source;
import dev.holdfast.database.kafka.KafkaDetails.Topic;

/** One line about a look, for people. Pure. */
final class Summary {

    private Summary() {}

    static String of(KafkaDetails details, String problem) {
        if (details.answeredBy() == Source.NOBODY) {
            return details.status().isEmpty()
                    ? problem
                    : problem + "; " + count(details.status().size(), "node") + " answered for itself";
        }
        String quorum = details.quorum().map(Summary::quorum).orElse("quorum not known");
        if (details.answeredBy() == Source.CONTROLLERS) {
            return "only controllers answer: " + quorum;
        }
        long unfenced = details.brokers().values().stream()
                .filter(broker -> !broker.fenced())
                .count();
        String text = unfenced + " of " + count(details.brokers().size(), "broker") + " up, " + quorum + ", "
                + topics(details);
        return problem.isEmpty() ? text : text + "; not all answered: " + problem;
    }

    private static String quorum(Quorum quorum) {
        return count(quorum.voters().size(), "voter")
                + (quorum.leader() < 0 ? ", no active controller" : ", active controller " + quorum.leader());
    }

    private static String topics(KafkaDetails details) {
        int partitions = 0;
        int behind = 0;
        int leaderless = 0;
        for (Topic topic : details.topics().values()) {
            for (Partition partition : topic.partitions()) {
                partitions++;
                behind += partition.isr().size() < partition.replicas().size() ? 1 : 0;
                leaderless += partition.leader() < 0 ? 1 : 0;
            }
        }
        String text = count(details.topics().size(), "topic") + ", " + count(partitions, "partition");
        text += behind == 0 ? "" : ", " + behind + " not fully in sync";
        return leaderless == 0 ? text : text + ", " + leaderless + " without leader";
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
