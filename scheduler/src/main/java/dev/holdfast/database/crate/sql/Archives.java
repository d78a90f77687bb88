package dev.holdfast.database.crate.sql;

import dev.holdfast.database.crate.Archive;
import dev.holdfast.database.crate.Archive.Repository;
import dev.holdfast.database.crate.Archive.Restore;
import dev.holdfast.database.crate.Archive.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Asks for repositories, snapshots and restores.
 *
 * @param archive empty if not all of it was answered
 * @param running snapshots that are made or restored now, one line each; empty if that is not known
 */
record Archives(Optional<Archive> archive, Optional<List<String>> running) {

    static final String REPOSITORIES = "select name, type, settings from sys.repositories";

    /** Those that run are among them; in {@code sys.jobs} they are only while their maker waits for them. */
    static final String SNAPSHOTS =
            "select name, repository, state, started, finished, total_shards, failures from sys.snapshots"
                    + " order by started desc limit 1000";

    /** What also versions know that cannot tell all of that. */
    static final String RUNNING = "select name, repository from sys.snapshots where state = 'IN_PROGRESS'";

    static final String RESTORES = "select name, repository, state, shards from sys.snapshot_restore";

    private static final int UNKNOWN_COLUMN = 4043;

    static Archives ask(Questions questions) {
        Answer making = questions.ask(SNAPSHOTS);
        boolean old = making instanceof Answer.Refused refused && refused.code() == UNKNOWN_COLUMN;
        Optional<List<Answer.Row>> snapshots = old ? Optional.empty() : questions.rows("sys.snapshots", making);
        Optional<List<Answer.Row>> repositories = questions.rows("sys.repositories", REPOSITORIES);
        Optional<List<Restore>> restores = restores(questions);
        if (restores.isEmpty()) {
            return new Archives(Optional.empty(), Optional.empty());
        }
        if (old) {
            return new Archives(
                    Optional.empty(),
                    questions
                            .rows("sys.snapshots", RUNNING)
                            .map(rows -> lines(
                                    rows.stream()
                                            .map(row -> row.text(1) + "." + row.text(0))
                                            .toList(),
                                    restores.get())));
        }
        if (snapshots.isEmpty() || repositories.isEmpty()) {
            return new Archives(Optional.empty(), Optional.empty());
        }
        return of(archive(repositories.get(), snapshots.get(), restores.get()));
    }

    /** With what is known of the repositories from before, only restores are asked for. */
    static Archives ask(Questions questions, SortedMap<String, Repository> repositories) {
        return restores(questions)
                .map(restores -> of(new Archive(repositories, restores)))
                .orElseGet(() -> new Archives(Optional.empty(), Optional.empty()));
    }

    private static Archives of(Archive archive) {
        List<String> running = new ArrayList<>();
        archive.repositories()
                .forEach((name, repository) -> repository.snapshots().stream()
                        .filter(Snapshot::isRunning)
                        .forEach(snapshot -> running.add(name + "." + snapshot.name())));
        return new Archives(Optional.of(archive), Optional.of(lines(running, archive.restores())));
    }

    private static Optional<List<Restore>> restores(Questions questions) {
        Answer restoring = questions.ask(RESTORES);
        // Restores are listed by versions from 5.0 on; before, they show as shards that are not started.
        boolean unlisted = restoring instanceof Answer.Refused refused && refused.isUnknownRelation();
        return unlisted
                ? Optional.of(List.of())
                : questions.rows("sys.snapshot_restore", restoring).map(Archives::restores);
    }

    private static List<String> lines(List<String> making, List<Restore> restores) {
        List<String> lines = new ArrayList<>();
        making.forEach(name -> lines.add("snapshot " + name + " is being made"));
        restores.stream()
                .filter(Restore::isRunning)
                .forEach(
                        one -> lines.add("snapshot " + one.repository() + "." + one.snapshot() + " is being restored"));
        return lines;
    }

    private static Archive archive(List<Answer.Row> repositories, List<Answer.Row> snapshots, List<Restore> restores) {
        TreeMap<String, Repository> all = new TreeMap<>();
        for (Answer.Row row : repositories) {
            List<Snapshot> inIt = snapshots.stream()
                    .filter(snapshot -> snapshot.text(1).equals(row.text(0)))
                    .map(Archives::snapshot)
                    .sorted(Comparator.comparing(Snapshot::startedAt))
                    .toList();
            all.put(row.text(0), new Repository(row.text(1), Settings.flat("", row.json(2)), inIt));
        }
        return new Archive(all, restores);
    }

    private static Snapshot snapshot(Answer.Row row) {
        JsonNode failures = row.json(6);
        return new Snapshot(
                row.text(0),
                row.text(2),
                Instant.ofEpochMilli(row.number(3)),
                Instant.ofEpochMilli(row.number(4)),
                row.integer(5),
                failures.size(),
                failures.isEmpty() ? "" : failures.get(0).asString(""));
    }

    private static List<Restore> restores(List<Answer.Row> rows) {
        return rows.stream()
                .map(row -> new Restore(
                        row.text(1),
                        row.text(0),
                        row.text(2),
                        row.json(3).size(),
                        shards(row, "SUCCESS"),
                        shards(row, "FAILURE")))
                .toList();
    }

    private static int shards(Answer.Row row, String state) {
        int count = 0;
        for (JsonNode shard : row.json(3)) {
            count += shard.path("state").asString("").equals(state) ? 1 : 0;
        }
        return count;
    }
}
