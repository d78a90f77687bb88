package dev.holdfast.mesos.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import dev.holdfast.mesos.v1.agent.AgentProtos;
import dev.holdfast.mesos.v1.allocator.AllocatorProtos;
import dev.holdfast.mesos.v1.maintenance.MaintenanceProtos;
import dev.holdfast.mesos.v1.master.MasterProtos;
import dev.holdfast.mesos.v1.scheduler.SchedulerProtos;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Our messages are a part of Mesos's, copied by hand, so every name, number, type and label is compared with the
 * descriptors that Mesos 1.11.0 was built with. A field of ours that Mesos lacks, or has otherwise, would be a message
 * that a real master misreads without a word.
 */
class DescriptorsMatchMesosTest {

    private static final List<FileDescriptor> OURS = List.of(
            MesosProtos.getDescriptor(),
            SchedulerProtos.getDescriptor(),
            MasterProtos.getDescriptor(),
            AgentProtos.getDescriptor(),
            AllocatorProtos.getDescriptor(),
            MaintenanceProtos.getDescriptor());

    private static final List<FileDescriptor> THEIRS = List.of(
            org.apache.mesos.v1.Protos.getDescriptor(),
            org.apache.mesos.v1.scheduler.Protos.getDescriptor(),
            org.apache.mesos.v1.master.Protos.getDescriptor(),
            org.apache.mesos.v1.agent.Protos.getDescriptor(),
            org.apache.mesos.v1.allocator.Protos.getDescriptor(),
            org.apache.mesos.v1.maintenance.Protos.getDescriptor());

    private final Map<String, GenericDescriptor> mesos = byName(THEIRS);
    private final List<String> differences = new ArrayList<>();
    private int compared;

    @Test
    void everyMessageFieldAndEnumValueIsMesossOwn() {
        for (GenericDescriptor ours : byName(OURS).values()) {
            GenericDescriptor theirs = mesos.get(ours.getFullName());
            if (ours instanceof Descriptor message && theirs instanceof Descriptor same) {
                compare(message, same);
            } else if (ours instanceof EnumDescriptor values && theirs instanceof EnumDescriptor same) {
                compare(values, same);
            } else {
                differences.add(ours.getFullName() + " is not in Mesos, or of another kind there");
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).as("fields and values compared").isGreaterThan(500);
    }

    @Test
    void theOtherSideIsASecondSource() {
        for (int i = 0; i < OURS.size(); i++) {
            assertThat(THEIRS.get(i)).isNotSameAs(OURS.get(i));
            assertThat(THEIRS.get(i).getPackage()).isEqualTo(OURS.get(i).getPackage());
            assertThat(THEIRS.get(i).getOptions().getJavaPackage()).startsWith("org.apache.mesos.v1");
            assertThat(OURS.get(i).getOptions().getJavaPackage()).startsWith("dev.holdfast.mesos.v1");
        }
        assertThat(org.apache.mesos.v1.Protos.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation())
                .isNotEqualTo(
                        MesosProtos.class.getProtectionDomain().getCodeSource().getLocation());
        // Ours is a part: were both the same list, the comparison would prove nothing.
        assertThat(byName(THEIRS)).hasSizeGreaterThan(byName(OURS).size());
    }

    @Test
    void theComparisonNoticesADifference() {
        compare((Descriptor) byName(OURS).get("mesos.v1.TaskID"), (Descriptor) mesos.get("mesos.v1.ContainerID"));
        compare((Descriptor) byName(OURS).get("mesos.v1.Filters"), (Descriptor) mesos.get("mesos.v1.Address"));
        compare((EnumDescriptor) byName(OURS).get("mesos.v1.TaskState"), (EnumDescriptor)
                mesos.get("mesos.v1.Volume.Mode"));
        assertThat(differences)
                .contains("mesos.v1.Filters.refuse_seconds is not in Mesos")
                .contains("mesos.v1.TaskState.TASK_STAGING is not in Mesos");
    }

    private void compare(Descriptor ours, Descriptor theirs) {
        for (FieldDescriptor field : ours.getFields()) {
            FieldDescriptor same = theirs.findFieldByName(field.getName());
            if (same == null) {
                differences.add(field.getFullName() + " is not in Mesos");
                continue;
            }
            compared++;
            expect(field, "number", field.getNumber(), same.getNumber());
            expect(field, "type", field.getType(), same.getType());
            expect(field, "type name", typeName(field), typeName(same));
            expect(field, "label", label(field), label(same));
            expect(field, "JSON name", field.getJsonName(), same.getJsonName());
            expect(field, "default", value(field), value(same));
            expect(field, "oneof", oneof(field), oneof(same));
            expect(field, "map", field.isMapField(), same.isMapField());
            expect(field, "packed", field.isPacked(), same.isPacked());
        }
        for (FieldDescriptor theirField : theirs.getFields()) {
            if (theirField.isRequired() && ours.findFieldByName(theirField.getName()) == null) {
                differences.add(theirField.getFullName() + " is required by Mesos, and we have not got it");
            }
        }
    }

    private void compare(EnumDescriptor ours, EnumDescriptor theirs) {
        for (EnumValueDescriptor value : ours.getValues()) {
            EnumValueDescriptor same = theirs.findValueByName(value.getName());
            if (same == null) {
                differences.add(ours.getFullName() + "." + value.getName() + " is not in Mesos");
                continue;
            }
            compared++;
            if (value.getNumber() != same.getNumber()) {
                differences.add(value.getFullName() + " is " + value.getNumber() + ", in Mesos " + same.getNumber());
            }
        }
    }

    private void expect(FieldDescriptor field, String what, Object ours, Object theirs) {
        if (!ours.equals(theirs)) {
            differences.add(field.getFullName() + ": " + what + " is " + ours + ", in Mesos " + theirs);
        }
    }

    private static String typeName(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> "";
        };
    }

    private static String label(FieldDescriptor field) {
        if (field.isRepeated()) {
            return "repeated";
        }
        return field.isRequired() ? "required" : "optional";
    }

    /** The default that counts: the one written down or, where none is, an enum's first value. */
    private static String value(FieldDescriptor field) {
        if (field.isRepeated() || field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            return "";
        }
        return field.hasDefaultValue() + " " + field.getDefaultValue();
    }

    private static String oneof(FieldDescriptor field) {
        return field.getContainingOneof() == null
                ? ""
                : field.getContainingOneof().getName();
    }

    private static Map<String, GenericDescriptor> byName(List<FileDescriptor> files) {
        Map<String, GenericDescriptor> all = new TreeMap<>();
        for (FileDescriptor file : files) {
            file.getMessageTypes().forEach(message -> collect(message, all));
            file.getEnumTypes().forEach(values -> all.put(values.getFullName(), values));
        }
        return all;
    }

    private static void collect(Descriptor message, Map<String, GenericDescriptor> into) {
        into.put(message.getFullName(), message);
        message.getEnumTypes().forEach(values -> into.put(values.getFullName(), values));
        message.getNestedTypes().forEach(nested -> collect(nested, into));
    }
}
