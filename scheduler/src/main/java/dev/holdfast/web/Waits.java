package dev.holdfast.web;

import dev.holdfast.api.wire.WhyInfo.WaitingInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that waits or is not well, told once where many wait for the same. */
public record Waits(List<Wait> waits) {

    private static final int MOST_NAMED = 3;

    /** What waits, and why: of the one that has waited longest. */
    public record Wait(List<String> subjects, WaitingInfo why) {

        /** Those that are named at once. */
        public String named() {
            int rest = subjects.size() - MOST_NAMED;
            return rest > 1
                    ? String.join(", ", subjects.subList(0, MOST_NAMED)) + " and " + rest + " more"
                    : String.join(", ", subjects);
        }

        /** All of them, where {@link #named} leaves some out; otherwise none. */
        public List<String> unnamed() {
            return subjects.size() - MOST_NAMED > 1 ? subjects : List.of();
        }
    }

    /** In the order in which the first of each came. */
    static Waits of(List<WaitingInfo> all) {
        Map<WaitingInfo, List<WaitingInfo>> alike = new LinkedHashMap<>();
        for (WaitingInfo one : all) {
            alike.computeIfAbsent(withoutName(one), missing -> new ArrayList<>())
                    .add(one);
        }
        return new Waits(alike.values().stream().map(Waits::together).toList());
    }

    private static WaitingInfo withoutName(WaitingInfo one) {
        return new WaitingInfo("", one.rule(), one.text(), Instant.EPOCH, one.until(), one.remedy(), one.refusals());
    }

    private static Wait together(List<WaitingInfo> alike) {
        return new Wait(
                alike.stream().map(WaitingInfo::subject).toList(),
                alike.stream().min(Comparator.comparing(WaitingInfo::since)).orElseThrow());
    }
}
