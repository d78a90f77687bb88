package dev.holdfast.api.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a cluster is not where it should be.
 *
 * @param text one line for the whole
 * @param waits everything that waits, steps first
 */
public record WhyInfo(String cluster, String health, String text, List<WaitingInfo> waits) {

    /**
     * Something that waits.
     *
     * @param subject a step's title or a node
     * @param refusals why offers did not do, for a node without a place
     */
    public record WaitingInfo(
            String subject,
            String rule,
            String text,
            Instant since,
            Optional<Instant> until,
            String remedy,
            List<String> refusals) {}
}
