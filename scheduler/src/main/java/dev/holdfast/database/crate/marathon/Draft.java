package dev.holdfast.database.crate.marathon;

import dev.holdfast.database.crate.CrateIds;
import dev.holdfast.database.crate.marathon.Remark.Kind;
import dev.holdfast.spec.Sizes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The spec while it is being written, and what there is to say of it. What is not set is the package's usual. */
final class Draft {

    final String name;
    String version = "";
    String user = "";
    int count;
    Optional<String> cpus = Optional.empty();
    OptionalLong memoryMegabytes = OptionalLong.empty();
    OptionalLong heapMegabytes = OptionalLong.empty();
    OptionalLong diskMegabytes = OptionalLong.empty();
    String diskKind = "";
    String constraint = "";
    final List<String> jvm = new ArrayList<>();
    final SortedMap<String, String> ports = new TreeMap<>();
    final SortedMap<String, String> settings = new TreeMap<>();
    final SortedMap<String, String> options = new TreeMap<>();
    final SortedMap<String, String> artifacts = new TreeMap<>();
    private final List<Remark> remarks = new ArrayList<>();

    Draft(String name) {
        this.name = name;
    }

    void kept(String what, String text) {
        remarks.add(new Remark(Kind.KEPT, what, text));
    }

    void changed(String what, String text) {
        remarks.add(new Remark(Kind.CHANGED, what, text));
    }

    /** Whatever was said of it before does not hold any more. */
    void dropped(String what, String why) {
        remarks.removeIf(remark -> remark.kind() == Kind.KEPT && remark.what().equals(what));
        remarks.add(new Remark(Kind.DROPPED, what, why));
    }

    List<Remark> remarks() {
        return remarks.stream().sorted(Comparator.comparing(Remark::kind)).toList();
    }

    String yaml(String app) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("name", name).put("package", "crate").put("version", version);
        if (!user.isEmpty()) {
            root.put("user", user);
        }
        texts(root, "settings", settings);
        texts(root, "options", options);
        texts(root, "artifacts", artifacts);
        group(root.putObject("groups").putObject(CrateIds.DATA));
        YAMLMapper yaml = YAMLMapper.builder()
                .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                .disable(YAMLWriteFeature.SPLIT_LINES)
                .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build();
        return "# From the Marathon app " + app + "\n" + yaml.writeValueAsString(root);
    }

    private void group(ObjectNode group) {
        group.put("count", count);
        cpus.ifPresent(text -> group.put("cpus", new BigDecimal(text)));
        memoryMegabytes.ifPresent(size -> group.put("memory", Sizes.text(size)));
        heapMegabytes.ifPresent(size -> group.put("heap", Sizes.text(size)));
        if (!diskKind.isEmpty()) {
            ObjectNode disk = group.putObject("disk");
            diskMegabytes.ifPresent(size -> disk.put("size", Sizes.text(size)));
            disk.put("kind", diskKind);
        } else {
            diskMegabytes.ifPresent(size -> group.put("disk", Sizes.text(size)));
        }
        if (!jvm.isEmpty()) {
            jvm.forEach(group.putArray("jvm")::add);
        }
        if (!constraint.isEmpty()) {
            group.put("constraint", constraint);
        }
        if (!ports.isEmpty()) {
            ObjectNode all = group.putObject("ports");
            ports.forEach((port, number) -> {
                if (number.matches("\\d{1,5}")) {
                    all.put(port, Integer.parseInt(number));
                } else {
                    all.put(port, number);
                }
            });
        }
    }

    private static void texts(ObjectNode root, String key, SortedMap<String, String> values) {
        if (!values.isEmpty()) {
            ObjectNode all = root.putObject(key);
            values.forEach(all::put);
        }
    }
}
