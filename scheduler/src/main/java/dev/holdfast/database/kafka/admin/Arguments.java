package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.Chore;
import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.model.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads what a chore was given. */
final class Arguments {

    private Arguments() {}

    static NodeId node(Chore chore) throws ChoreFailedException {
        return chore.node().orElseThrow(() -> new ChoreFailedException("it needs a node"));
    }

    static int kafkaId(Chore chore) throws ChoreFailedException {
        return KafkaIds.kafkaId(node(chore));
    }

    /** Empty for absent and for empty. */
    static Optional<String> text(Chore chore, String key) {
        String value = chore.arguments().get(key);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    static Optional<Long> number(Chore chore, String key) throws ChoreFailedException {
        Optional<String> text = text(chore, key);
        try {
            return text.map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw new ChoreFailedException(key + " is no number: " + text.orElse(""));
        }
    }

    /** Comma separated broker ids. */
    static Optional<List<Integer>> ids(Chore chore, String key) throws ChoreFailedException {
        Optional<String> text = text(chore, key);
        try {
            return text.map(list -> Arrays.stream(list.split(",", -1))
                    .map(id -> Integer.valueOf(id.strip()))
                    .sorted()
                    .distinct()
                    .toList());
        } catch (NumberFormatException e) {
            throw new ChoreFailedException(key + " is no list of broker ids: " + text.orElse(""));
        }
    }
}
