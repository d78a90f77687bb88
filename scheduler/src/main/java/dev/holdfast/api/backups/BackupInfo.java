package dev.holdfast.api.backups;

import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot.
 *
 * @param state {@code SUCCESS}, {@code PARTIAL}, {@code FAILED} or {@code IN_PROGRESS}; only the first is a backup
 * @param scheduled whether it has a name of ours, so that retention may drop it
 * @param problem first of what failed; empty if nothing did
 */
public record BackupInfo(
        String name,
        String repository,
        String type,
        String state,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        int shards,
        boolean scheduled,
        String problem) {}
