package dev.holdfast.simulation;

import dev.holdfast.database.cassandra.CassandraChores;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tools that run beside nodes, as {@code RingTool}: they ask Cassandra through its management, wait, and say how it went. */
final class RingTools {

    private static final Pattern WORD = Pattern.compile("'([^']*)'");

    private final RingModel model;
    private final TreeMap<TaskId, Job> jobs = new TreeMap<>(Comparator.comparing(TaskId::value));

    RingTools(RingModel model) {
        this.model = model;
    }

    /** One of them. */
    private static final class Job {
        final Container chore;
        final List<String> words;
        final long since;
        long beginsAt;
        boolean begun;
        boolean givenUp;
        long doneAt;
        boolean unheard;
        Optional<RingRepair> repair = Optional.empty();

        Job(Container chore, List<String> words, long since) {
            this.chore = chore;
            this.since = since;
            this.words = words;
        }

        String name() {
            return words.get(2);
        }

        boolean has(String word) {
            return words.contains(word);
        }
    }

    void begins(Container chore) {
        List<String> words = new ArrayList<>();
        Matcher found = WORD.matcher(chore.task.command());
        while (found.find()) {
            words.add(found.group(1));
        }
        Job job = new Job(chore, words, model.now());
        var hazards = model.world.hazards;
        boolean late = Hazards.strikes(hazards.chores, Hazards.Work.LATE);
        job.beginsAt = model.now() + (late ? hazards.lateness : model.world.chance.nextLong(300, 1500));
        job.unheard = Hazards.strikes(hazards.chores, Hazards.Work.UNHEARD);
        jobs.put(chore.task.id(), job);
        if (Hazards.strikes(hazards.chores, Hazards.Work.FAILS)) {
            ends(job, 1, "the connection to Cassandra was lost: connection refused");
        }
    }

    void ended(Container chore) {
        jobs.remove(chore.task.id());
    }

    /** It was asked to end: what can be stopped in Cassandra is. */
    void givesUp(Container chore) {
        Optional.ofNullable(jobs.get(chore.task.id())).ifPresent(job -> {
            job.givenUp = true;
            process(job).ifPresent(process -> {
                if (job.name().equals(CassandraChores.REPAIR)) {
                    process.repair.ifPresent(repair -> repair.end("terminated"));
                } else if (job.name().equals(CassandraChores.CLEANUP)) {
                    process.cleansUntil = 0;
                }
            });
        });
    }

    void pass() {
        for (Job job : List.copyOf(jobs.values())) {
            if (!job.givenUp && model.now() >= job.beginsAt && jobs.containsKey(job.chore.task.id())) {
                pass(job);
            }
        }
    }

    /** The node's process on the same machine. */
    private Optional<RingProcess> process(Job job) {
        return model.processes().stream()
                .filter(process -> process.container == job.chore.host.orElseThrow())
                .filter(process -> process.container.processUp && process.phase != RingLife.Phase.STARTING)
                .findFirst();
    }

    private void ends(Job job, int code, String said) {
        job.chore.result = job.unheard ? "" : said;
        model.world.agents.end(
                job.chore,
                code == 0 ? TaskState.FINISHED : TaskState.FAILED,
                "",
                code == 0 ? "Command exited with status 0" : "Command exited with status " + code);
    }

    private void pass(Job job) {
        Optional<RingProcess> found = process(job);
        if (found.isEmpty()) {
            ends(
                    job,
                    job.begun ? 1 : 3,
                    job.begun ? "the connection to Cassandra was lost" : "Cassandra's management cannot be reached");
            return;
        }
        RingProcess process = found.get();
        switch (job.name()) {
            case CassandraChores.DRAIN -> drain(job, process);
            case CassandraChores.DECOMMISSION -> decommission(job, process);
            case CassandraChores.REPAIR -> repair(job, process);
            case CassandraChores.CLEANUP -> cleanup(job, process);
            // Played only for members that the ring does not know any more.
            case CassandraChores.REMOVE_NODE -> ends(job, 1, "removenode failed: Host ID not found.");
            case CassandraChores.UPGRADE_SSTABLES -> {
                if (lasts(job)) {
                    process.disk.written = process.release;
                    ends(job, 0, "upgradesstables done");
                }
            }
            case CassandraChores.SNAPSHOT -> {
                process.disk.snapshots.add(job.words.get(3));
                ends(job, 0, "snapshot is there");
            }
            case CassandraChores.CLEAR_SNAPSHOT -> {
                process.disk.snapshots.remove(job.words.get(3));
                ends(job, 0, "snapshot is gone");
            }
            case CassandraChores.FLUSH, CassandraChores.COMPACT -> {
                if (lasts(job)) {
                    ends(job, 0, job.name() + " done");
                }
            }
            default -> ends(job, 2, "called wrongly: " + job.words);
        }
        job.begun = true;
    }

    /** True when it has lasted long enough. */
    private boolean lasts(Job job) {
        job.doneAt = job.doneAt == 0 ? model.now() + model.world.chance.nextLong(2000, 20_000) : job.doneAt;
        job.chore.progress = job.name() + " under way";
        return model.now() >= job.doneAt;
    }

    private void drain(Job job, RingProcess process) {
        if (process.mode == Mode.DRAINED) {
            ends(job, 0, "drained");
        } else if (!job.begun) {
            model.life(process).drain();
        }
    }

    private void decommission(Job job, RingProcess process) {
        if (process.mode == Mode.DECOMMISSIONED) {
            ends(job, 0, "left the ring: its data is on the other nodes");
        } else if (process.mode == Mode.LEAVING) {
            job.chore.progress = "leaving";
        } else if (job.begun) {
            ends(job, 1, "Cassandra says " + process.mode + " after it; its log tells why");
        } else {
            model.life(process).leave(job.has("--force"), job.since).ifPresent(why -> ends(job, 1, why));
        }
    }

    private void repair(Job job, RingProcess process) {
        if (!job.begun) {
            if (process.mode != Mode.NORMAL) {
                ends(job, 1, "repair failed: the node is " + process.mode);
                return;
            }
            job.repair = Optional.of(new RingRepair(model, process, !job.has("--all")));
            process.repair = job.repair;
            return;
        }
        RingRepair repair = job.repair.orElseThrow();
        job.chore.progress = "repair, " + repair.left() + " parts left";
        if (repair.failure().isPresent()) {
            ends(job, 1, "repair failed: " + repair.failure().get());
        } else if (repair.isOver()) {
            ends(job, 0, "repaired");
        }
    }

    private void cleanup(Job job, RingProcess process) {
        if (!job.begun) {
            if (process.mode != Mode.NORMAL || model.life(process).isChanging()) {
                ends(job, 1, "the node is involved in membership changes: not safe to run cleanup");
                return;
            }
            process.cleansUntil = model.now() + model.world.chance.nextLong(3000, 15_000);
            return;
        }
        job.chore.progress = "cleanup under way";
        if (process.cleansUntil == 0) {
            ends(job, 1, "cleanup was aborted");
        } else if (model.now() >= process.cleansUntil) {
            process.cleansUntil = 0;
            for (RingTable table : model.tables) {
                for (int part = 0; part < RingTable.PARTS; part++) {
                    if (!process.view.holders(table, part).contains(process.disk.hostId)) {
                        process.disk.rows.remove(table.key(part));
                    }
                }
            }
            ends(job, 0, "cleanup done");
        }
    }
}
