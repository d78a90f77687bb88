package dev.holdfast.database.crate.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which node is believed, by what many said. Pure.
 *
 * <p>1. Only nodes that take statements and are who we mean have a say. 2. Those that follow the same master of the
 * same
 * cluster are one party. 3. A party is believed if it is more than half of the nodes that may be at
 * work: a node that is cut off goes on naming its old master for a while, and calls lost tables GREEN. 4. So is the
 * word
 * of more than half that there is no master. 5. Anything else is undecided: the next look will tell.
 *
 * @param party nodes that are believed about the master, in order; empty if there is none or it is undecided
 * @param masterless whether it is certain that there is no master
 * @param text why there is no party; empty if there is one
 */
record Verdict(List<Voice> party, boolean masterless, String text) {

    Verdict {
        party = List.copyOf(party);
    }

    static Verdict of(List<Voice> voices) {
        List<Voice> speaking = voices.stream()
                .filter(voice -> voice.speaks() && voice.isItself())
                .toList();
        if (speaking.isEmpty()) {
            return new Verdict(List.of(), false, silence(voices));
        }
        Map<String, List<Voice>> parties = new TreeMap<>();
        List<Voice> leaderless = new ArrayList<>();
        for (Voice voice : speaking) {
            if (voice.master().isEmpty()) {
                leaderless.add(voice);
            } else {
                parties.computeIfAbsent(voice.clusterId() + "/" + voice.master(), key -> new ArrayList<>())
                        .add(voice);
            }
        }
        int electorate = electorate(voices);
        Optional<List<Voice>> believed = parties.values().stream()
                .filter(party -> 2 * party.size() > electorate)
                .findFirst();
        if (believed.isPresent()) {
            return new Verdict(believed.get(), false, "");
        }
        if (2 * leaderless.size() > electorate) {
            return new Verdict(
                    List.of(), true, "no master is elected, by the word of " + names(leaderless) + silent(voices));
        }
        if (parties.size() > 1) {
            return new Verdict(List.of(), false, "nodes do not agree who is master: " + parties(parties));
        }
        if (leaderless.size() == speaking.size()) {
            boolean all = leaderless.size() == voices.size();
            return new Verdict(List.of(), all, names(leaderless) + " knows no master" + silent(voices));
        }
        return new Verdict(
                List.of(),
                false,
                "only " + names(parties.values().iterator().next()) + " knows a master, fewer than half of "
                        + electorate + " nodes" + silent(voices));
    }

    /**
     * Nodes that may be at work: those that answer, and those whose process is said to run and that are silent. Where
     * nobody
     * listens, nobody follows anyone: a node that is only cut off from here does not refuse.
     */
    private static int electorate(List<Voice> voices) {
        return (int) voices.stream()
                .filter(voice -> voice.isThere() || (voice.node().processUp() && voice.manner() == Voice.Manner.SILENT))
                .count();
    }

    private static String silence(List<Voice> voices) {
        if (voices.isEmpty()) {
            return "no node has an address yet";
        }
        Optional<Voice> stranger = voices.stream()
                .filter(voice -> voice.isThere() && !voice.isItself())
                .findFirst();
        if (stranger.isPresent()) {
            Voice other = stranger.get();
            return "at the address of " + other.node().id().shortName() + " a node '" + other.name() + "' of cluster '"
                    + other.clusterName() + "' answers";
        }
        Voice first = voices.stream().filter(Voice::isThere).findFirst().orElse(voices.get(0));
        String which = first.node().id().shortName() + ": " + first.problem();
        return "no node answers (" + which + (voices.size() > 1 ? ", and " + (voices.size() - 1) + " more" : "") + ")";
    }

    private static String silent(List<Voice> voices) {
        List<Voice> others = voices.stream().filter(voice -> !voice.speaks()).toList();
        return others.isEmpty() ? "" : "; no answer from " + names(others);
    }

    private static String names(List<Voice> voices) {
        return voices.stream().map(voice -> voice.node().id().shortName()).collect(Collectors.joining(", "));
    }

    private static String parties(Map<String, List<Voice>> parties) {
        return parties.values().stream()
                .map(party -> names(party) + " follow " + party.get(0).master())
                .collect(Collectors.joining("; "));
    }
}
