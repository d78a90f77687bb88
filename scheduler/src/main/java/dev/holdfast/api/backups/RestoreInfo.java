package dev.holdfast.api.backups;

import dev.holdfast.api.wire.PlanInfo;
import java.util.List;
import java.util.Optional;

/**
 * What a restore does, or would do.
 *
 * @param outcome accepted or preview
 * @param tables that are restored
 * @param shards of the whole snapshot
 * @param notes what to know before
 * @param plan to follow, if accepted
 */
public record RestoreInfo(
        String outcome,
        String text,
        String repository,
        String snapshot,
        List<RestoredInfo> tables,
        int shards,
        List<String> notes,
        Optional<PlanInfo> plan) {

    /** A table of a snapshot and what it is restored as. */
    public record RestoredInfo(String name, String restoredAs, boolean partitioned) {}
}
