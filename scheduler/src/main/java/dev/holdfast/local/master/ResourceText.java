package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Label;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** Writes resources the way a master's messages do, which schedulers print and people read. */
final class ResourceText {

    private ResourceText() {}

    static String of(Resources resources) {
        if (resources.isEmpty()) {
            return "{}";
        }
        return resources.list().stream().map(ResourceText::of).collect(Collectors.joining("; "));
    }

    static String of(Resource resource) {
        StringBuilder text = new StringBuilder(resource.getName());
        if (resource.hasAllocationInfo()) {
            text.append("(allocated: ")
                    .append(resource.getAllocationInfo().getRole())
                    .append(')');
        }
        if (resource.getReservationsCount() > 0) {
            text.append("(reservations: [").append(reservations(resource)).append("])");
        }
        if (resource.hasDisk()) {
            text.append('[').append(disk(resource.getDisk())).append(']');
        }
        if (resource.hasRevocable()) {
            text.append("{REV}");
        }
        if (resource.hasShared()) {
            text.append("<SHARED>");
        }
        return text.append(':').append(value(resource)).toString();
    }

    private static String reservations(Resource resource) {
        return resource.getReservationsList().stream()
                .map(ResourceText::reservation)
                .collect(Collectors.joining(","));
    }

    private static String reservation(Resource.ReservationInfo reservation) {
        String text = "(" + reservation.getType() + "," + reservation.getRole();
        if (reservation.hasPrincipal()) {
            text += "," + reservation.getPrincipal();
        }
        if (reservation.hasLabels()) {
            text += "," + labels(reservation.getLabels().getLabelsList());
        }
        return text + ")";
    }

    private static String labels(List<Label> labels) {
        return labels.stream()
                .map(label -> label.getKey() + (label.hasValue() ? ": " + label.getValue() : ""))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String disk(Resource.DiskInfo disk) {
        String text = disk.hasSource() ? source(disk.getSource()) : "";
        if (disk.hasPersistence()) {
            text += (text.isEmpty() ? "" : ",") + disk.getPersistence().getId();
        }
        if (disk.hasVolume()) {
            text += ":" + disk.getVolume().getContainerPath();
        }
        return text;
    }

    private static String source(Resource.DiskInfo.Source source) {
        return switch (source.getType()) {
            case PATH -> "PATH:" + source.getPath().getRoot();
            case MOUNT -> "MOUNT:" + source.getMount().getRoot();
            default -> source.getType().toString();
        };
    }

    private static String value(Resource resource) {
        return switch (resource.getType()) {
            case SCALAR ->
                BigDecimal.valueOf(Values.milli(resource), 3)
                        .stripTrailingZeros()
                        .toPlainString();
            case RANGES ->
                resource.getRanges().getRangeList().stream()
                        .map(ResourceText::range)
                        .collect(Collectors.joining(", ", "[", "]"));
            case SET -> String.join(", ", resource.getSet().getItemList());
            case TEXT -> "";
        };
    }

    private static String range(Value.Range range) {
        return range.getBegin() + "-" + range.getEnd();
    }
}
