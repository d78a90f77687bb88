package dev.holdfast.database.crate.sql;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.Archive;
import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.crate.CrateDetails.Check;
import dev.holdfast.database.crate.CrateDetails.Health;
import dev.holdfast.database.crate.CrateDetails.Member;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One look at a cluster, after the roll call.
 *
 * <p>1. One node of the believed party, the witness, is asked everything. Every question may fail alone, and then its
 * part
 * is missing from {@link CrateDetails#complete()}. 2. A second node of the party is asked whether it lists the
 * witness. 3.
 * The witness is asked once more whom it follows: if it changed its mind, what it said in between is not believed. 4.
 * Where
 * there is no master, only who is still there is asked: everything else would be of the past.
 */
final class Look {

    /** With so many nodes left, which of them holds the newest state may come to matter. */
    private static final int FEW = 2;

    private final Function<NodeView, SqlClient> opening;
    private final Deadline deadline;
    private final Duration each;
    private final Function<Questions, Archives> archiving;
    private final Set<Part> complete = EnumSet.noneOf(Part.class);
    private Optional<String> problem = Optional.empty();

    /** {@code archiving} asks for snapshots, or remembers. */
    Look(
            Function<NodeView, SqlClient> opening,
            Deadline deadline,
            Duration each,
            Function<Questions, Archives> archiving) {
        this.opening = opening;
        this.deadline = deadline;
        this.each = each;
        this.archiving = archiving;
    }

    /** What went wrong first, for people; empty if all was answered. */
    Optional<String> problem() {
        return problem;
    }

    CrateDetails after(List<Voice> voices, Verdict verdict) {
        if (verdict.party().isEmpty()) {
            return leaderless(voices, verdict);
        }
        for (Voice witness : verdict.party()) {
            Optional<CrateDetails> told = ask(witness, verdict.party());
            if (told.isPresent() || deadline.isOver()) {
                return told.orElseGet(CrateDetails::nothing);
            }
        }
        return CrateDetails.nothing();
    }

    private Questions questions(Voice voice) {
        return new Questions(opening.apply(voice.node()), deadline, each);
    }

    /** Empty if this one is no witness after all. */
    private Optional<CrateDetails> ask(Voice witness, List<Voice> party) {
        complete.clear();
        problem = Optional.empty();
        try (Questions questions = questions(witness)) {
            CrateDetails details = everything(questions, witness, party);
            Optional<List<Answer.Row>> again = questions.lastRows("sys.cluster", RollCall.WHO);
            boolean steady = again.isPresent()
                    && again.get().size() == 1
                    && again.get().get(0).text(2).equals(witness.master());
            problem = questions.problem();
            if (!steady && problem.isEmpty()) {
                problem = Optional.of("the master changed while " + witness.name() + " was asked");
            }
            return steady && details.knows(Part.MASTER, Part.MEMBERS) ? Optional.of(details) : Optional.empty();
        }
    }

    private CrateDetails everything(Questions questions, Voice witness, List<Voice> party) {
        Optional<SortedMap<String, Member>> members =
                questions.rows("sys.nodes", Members.ALL).map(rows -> Members.read(rows, witness.name()));
        if (members.isEmpty()) {
            return CrateDetails.nothing();
        }
        complete.add(Part.MEMBERS);
        SortedMap<String, String> names = Members.namesById(members.get());
        Optional<String> master = Optional.ofNullable(names.get(witness.master()));
        if (master.isPresent()) {
            complete.add(Part.MASTER);
        }
        SortedMap<String, Member> witnessed = witnessed(members.get(), witness, party);
        Optional<Health> health = known(Part.HEALTH, Tables.health(questions));
        Optional<SortedMap<String, Table>> tables = known(Part.TABLES, Tables.ask(questions));
        Optional<SortedMap<String, String>> settings =
                known(Part.SETTINGS, questions.rows("settings", Settings.ALL).map(Settings::read));
        // From here on all nodes are asked, through the witness: one that hangs makes these wait.
        Optional<Shards> shards = Shards.ask(questions, names);
        if (shards.isPresent()) {
            complete.add(Part.SHARDS);
            complete.add(Part.UNASSIGNED);
        }
        Archives archives = archiving.apply(questions);
        Optional<Archive> archive = known(Part.ARCHIVE, archives.archive());
        Optional<List<String>> snapshots = known(Part.SNAPSHOTS, archives.running());
        Optional<List<Check>> checks = known(Part.CHECKS, Checks.ask(questions, names));
        if (health.map(Tables::isUnrecovered).orElse(false)) {
            // What is on the disks is not read yet: no table is listed, and none is gone.
            complete.removeAll(List.of(Part.TABLES, Part.SHARDS, Part.UNASSIGNED, Part.SNAPSHOTS, Part.ARCHIVE));
        }
        if (members.get().values().stream().anyMatch(member -> member.version().isEmpty())) {
            // One was lost just now and is listed still: health and shards are those from before.
            complete.removeAll(List.of(Part.HEALTH, Part.SHARDS, Part.UNASSIGNED));
        }
        return new CrateDetails(
                witness.name(),
                new TreeSet<>(complete),
                master,
                witnessed,
                health,
                tables.orElseGet(TreeMap::new),
                shards.map(Shards::copies).orElseGet(List::of),
                shards.map(Shards::unassigned).orElseGet(List::of),
                settings.orElseGet(TreeMap::new),
                checks.orElseGet(List::of),
                snapshots.orElseGet(List::of),
                archive.orElse(Archive.NONE),
                party.size() == FEW ? states(party) : new TreeMap<>());
    }

    /** Which cluster state each of these holds. Where CrateDB does not tell it, that is no problem of the look. */
    private SortedMap<String, String> states(List<Voice> voices) {
        TreeMap<String, String> states = new TreeMap<>();
        for (Voice voice : voices) {
            if (StateHead.isTold(voice.version())) {
                try (Questions questions = questions(voice)) {
                    if (questions.ask(StateHead.QUESTION) instanceof Answer.Rows rows) {
                        rows.rows().stream()
                                .flatMap(row -> StateHead.decode(row.text(0)).stream())
                                .forEach(head -> states.put(voice.name(), head.toString()));
                    }
                }
            }
        }
        return states;
    }

    private <T> Optional<T> known(Part part, Optional<T> answer) {
        answer.ifPresent(there -> complete.add(part));
        return answer;
    }

    /** The witness as the next of its party lists it, if that one does. */
    private SortedMap<String, Member> witnessed(SortedMap<String, Member> members, Voice witness, List<Voice> party) {
        TreeMap<String, Member> all = new TreeMap<>(members);
        Optional<Voice> second = party.stream()
                .filter(voice -> !voice.name().equals(witness.name()))
                .findFirst();
        if (second.isPresent()) {
            try (Questions questions = questions(second.get())) {
                questions
                        .rows("sys.nodes", Members.ONE, witness.name())
                        .map(rows -> Members.read(rows, second.get().name()))
                        .ifPresent(all::putAll);
            }
        }
        return all;
    }

    /** Who is still there, as those say who are; each is asked about itself, since it cannot reach the others. */
    private CrateDetails leaderless(List<Voice> voices, Verdict verdict) {
        TreeMap<String, Member> members = new TreeMap<>();
        List<Voice> speaking = new ArrayList<>(voices.stream()
                .filter(voice -> voice.speaks() && voice.isItself())
                .toList());
        speaking.sort(Comparator.comparing(Voice::name));
        boolean whole = !speaking.isEmpty();
        for (Voice voice : speaking) {
            try (Questions questions = questions(voice)) {
                Optional<SortedMap<String, Member>> told =
                        questions.rows("sys.nodes", Members.ALL).map(rows -> Members.read(rows, voice.name()));
                whole &= told.isPresent();
                told.orElseGet(TreeMap::new).forEach((name, member) -> members.merge(name, member, Members::livelier));
            }
        }
        TreeSet<Part> parts = new TreeSet<>();
        if (verdict.masterless()) {
            parts.add(Part.MASTER);
        }
        if (whole) {
            parts.add(Part.MEMBERS);
        }
        CrateDetails nothing = CrateDetails.nothing();
        return new CrateDetails(
                        speaking.isEmpty() ? "" : speaking.get(0).name(),
                        parts,
                        Optional.empty(),
                        members,
                        Optional.empty(),
                        nothing.tables(),
                        List.of(),
                        List.of(),
                        nothing.settings(),
                        List.of(),
                        List.of())
                .withStates(states(speaking));
    }
}
