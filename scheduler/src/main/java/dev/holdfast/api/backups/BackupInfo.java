package dev.holdfast.api.backups;

import java.time.Instant;
import java.util.Optional;

/**
 * A backup: a snapshot of CrateDB, or parts of all of a ring's nodes.
 *
 * @param state {@code SUCCESS}, {@code PARTIAL}, {@code FAILED}, {@code IN_PROGRESS} or {@code UNFINISHED}; only the first is a backup
 * @param content how much is in it, for people
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
        String content,
        boolean scheduled,
        String problem) {}
