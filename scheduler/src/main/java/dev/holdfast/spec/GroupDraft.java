package dev.holdfast.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * A group's wish while it is being written, field by field. Reading a text and the verbs that change a running cluster
 * go through the same fields here, so that both understand the same words.
 */
final class GroupDraft {

    /** Fields with a single value, as in {@code broker.memory=2GB}. */
    static final List<String> FIELDS =
            List.of("count", "cpus", "memory", "heap", "disk", "disk.size", "disk.kind", "jvm", "constraint");

    static final List<String> DISK_KINDS = List.of("root", "path", "mount");
    static final String AUTO = "auto";

    final String path;
    final String name;
    int count;
    long cpusMilli;
    long memoryMegabytes;
    long heapMegabytes;
    long diskMegabytes;
    String diskKind = "root";
    List<String> jvmOptions = List.of();
    String constraint = "";
    final SortedMap<String, Integer> ports = new TreeMap<>();
    final SortedMap<String, String> settings = new TreeMap<>();
    final SortedMap<Integer, SortedMap<String, String>> nodes = new TreeMap<>();
    List<Integer> released = List.of();

    private GroupDraft(String name) {
        this.name = name;
        this.path = "groups." + name;
    }

    static GroupDraft of(Descriptor.Group group) {
        GroupDraft draft = new GroupDraft(group.name());
        draft.count = group.defaultCount();
        draft.cpusMilli = group.cpusMilli();
        draft.memoryMegabytes = group.memoryMegabytes();
        draft.heapMegabytes = group.heapMegabytes();
        draft.diskMegabytes = group.diskMegabytes();
        draft.ports.putAll(group.ports());
        return draft;
    }

    static GroupDraft of(GroupSpec spec) {
        GroupDraft draft = new GroupDraft(spec.name());
        draft.count = spec.count();
        draft.cpusMilli = spec.cpusMilli();
        draft.memoryMegabytes = spec.memoryMegabytes();
        draft.heapMegabytes = spec.heapMegabytes();
        draft.diskMegabytes = spec.diskMegabytes();
        draft.diskKind = spec.diskKind();
        draft.jvmOptions = spec.jvmOptions();
        draft.constraint = spec.constraint();
        draft.ports.putAll(spec.ports());
        draft.settings.putAll(spec.settings());
        spec.nodes().forEach((index, settings) -> draft.nodes.put(index, new TreeMap<>(settings)));
        draft.released = spec.released();
        return draft;
    }

    GroupSpec build() {
        SortedMap<Integer, SortedMap<String, String>> given = new TreeMap<>();
        nodes.forEach((index, own) -> {
            if (!own.isEmpty()) {
                given.put(index, Collections.unmodifiableSortedMap(new TreeMap<>(own)));
            }
        });
        return new GroupSpec(
                name,
                count,
                cpusMilli,
                memoryMegabytes,
                heapMegabytes,
                diskMegabytes,
                diskKind,
                jvmOptions,
                constraint,
                ports,
                settings,
                given,
                meaningful());
    }

    /** What is released above the highest node says nothing, and must not keep a later node away. */
    private List<Integer> meaningful() {
        int highest = highest(count, released);
        return released.stream()
                .filter(index -> index < highest)
                .sorted()
                .distinct()
                .toList();
    }

    /**
     * The highest index of {@code count} nodes, -1 if there are none; without listing them, since count may be absurd.
     */
    static int highest(int count, List<Integer> released) {
        int highest = count - 1;
        for (int index : released.stream().sorted().distinct().toList()) {
            if (index <= highest) {
                highest++;
            }
        }
        return highest;
    }

    /** Sets one of {@link #FIELDS}; what is wrong with the text, if anything. */
    Optional<Problem> set(String field, String text) {
        String stripped = text.strip();
        return switch (field) {
            case "count" -> setCount(stripped);
            case "cpus" -> setCpus(stripped);
            case "memory" -> setSize(field, stripped, size -> memoryMegabytes = size);
            case "heap" -> setSize(field, stripped, size -> heapMegabytes = size);
            case "disk", "disk.size" -> setSize(field, stripped, size -> diskMegabytes = size);
            case "disk.kind" -> setDiskKind(stripped);
            case "jvm" -> {
                jvmOptions = stripped.isEmpty() ? List.of() : Arrays.asList(stripped.split("\\s+"));
                yield Optional.empty();
            }
            case "constraint" -> {
                constraint = stripped;
                yield Optional.empty();
            }
            default -> Optional.of(wrong(field, "unknown field", Closest.remedy(field, FIELDS)));
        };
    }

    Optional<Problem> setPort(String port, String text) {
        if (text.strip().toLowerCase(Locale.ROOT).equals(AUTO)) {
            ports.put(port, 0);
            return Optional.empty();
        }
        OptionalInt number = Sizes.whole(text);
        if (number.isEmpty()) {
            return Optional.of(wrong(
                    "ports." + port,
                    "'" + text + "' is no port",
                    "write a number from 1 to 65535, or 'auto' to have one picked"));
        }
        ports.put(port, number.getAsInt());
        return Optional.empty();
    }

    Optional<Problem> setReleased(List<String> texts) {
        List<Integer> indexes = new ArrayList<>();
        for (String text : texts) {
            OptionalInt index = Sizes.whole(text);
            if (index.isEmpty()) {
                return Optional.of(
                        wrong("released", "'" + text + "' is no node's number", "write numbers such as [1, 4]"));
            }
            indexes.add(index.getAsInt());
        }
        released = List.copyOf(indexes);
        return Optional.empty();
    }

    SortedMap<String, String> node(int index) {
        return nodes.computeIfAbsent(index, missing -> new TreeMap<>());
    }

    /** Where only the memory was changed, the heap keeps the share of it that it had. */
    void growHeapFrom(Optional<GroupSpec> before) {
        before.filter(group -> group.memoryMegabytes() > 0 && group.memoryMegabytes() != memoryMegabytes)
                .ifPresent(group -> heapMegabytes =
                        (long) ((double) group.heapMegabytes() * memoryMegabytes / group.memoryMegabytes()));
    }

    /**
     * Keeps heap and memory in the package's proportion where only one of them was given: a person who asks for twice
     * the memory wants twice the heap, and one who asks for a larger heap needs the memory to hold it.
     */
    void balance(Descriptor.Group usual, boolean memoryGiven, boolean heapGiven) {
        if (memoryGiven && !heapGiven && usual.memoryMegabytes() > 0) {
            heapMegabytes = (long) ((double) usual.heapMegabytes() * memoryMegabytes / usual.memoryMegabytes());
        } else if (heapGiven && !memoryGiven) {
            long beside = usual.memoryMegabytes() - usual.heapMegabytes();
            memoryMegabytes = Math.max(usual.memoryMegabytes(), heapMegabytes + beside);
        }
    }

    private Optional<Problem> setCount(String text) {
        OptionalInt number = Sizes.whole(text);
        if (number.isEmpty()) {
            return Optional.of(
                    wrong("count", "'" + text + "' is no number of nodes", "write a whole number such as 3"));
        }
        count = number.getAsInt();
        return Optional.empty();
    }

    private Optional<Problem> setCpus(String text) {
        OptionalLong milli = Sizes.cpusMilli(text);
        if (milli.isEmpty()) {
            return Optional.of(wrong(
                    "cpus",
                    "'" + text + "' is no number of cpus",
                    "write a number such as 2 or 0.5, with up to three decimals"));
        }
        cpusMilli = milli.getAsLong();
        return Optional.empty();
    }

    private Optional<Problem> setSize(String field, String text, LongConsumer target) {
        OptionalLong size = Sizes.megabytes(text);
        if (size.isEmpty()) {
            return Optional.of(wrong(field, "'" + text + "' is no size in whole megabytes", Sizes.SIZE_FORM));
        }
        target.accept(size.getAsLong());
        return Optional.empty();
    }

    private Optional<Problem> setDiskKind(String text) {
        String kind = text.toLowerCase(Locale.ROOT);
        if (!DISK_KINDS.contains(kind)) {
            return Optional.of(
                    wrong("disk.kind", "unknown kind of disk '" + text + "'", Closest.remedy(kind, DISK_KINDS)));
        }
        diskKind = kind;
        return Optional.empty();
    }

    private Problem wrong(String field, String message, String remedy) {
        return Problem.of(path + "." + field, message, remedy);
    }
}
