package dev.holdfast.database.kafka;

import java.util.List;

/**
 * A partition's replicas as they shall be; the first is the preferred leader.
 *
 * @param from as they are, or will be when what is in progress is done
 * @param bytes to be copied; 0 where only the order changes
 */
public record Move(PartitionId id, List<Integer> from, List<Integer> to, long bytes) {

    public Move {
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    /** Replicas that have to be filled. */
    public List<Integer> adding() {
        return to.stream().filter(broker -> !from.contains(broker)).toList();
    }
}
