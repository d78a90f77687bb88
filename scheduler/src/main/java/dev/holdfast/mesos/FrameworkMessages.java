package dev.holdfast.mesos;

import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.FrameworkInfo.Capability;
import java.util.List;

/** How this framework introduces itself to Mesos. */
final class FrameworkMessages {

    /**
     * What we can do. GPU_RESOURCES and REVOCABLE_RESOURCES stay out: with them we would be offered what a database
     * must not use. SHARED_RESOURCES is not needed, as tasks share a volume through their executor.
     */
    private static final List<Capability.Type> CAPABILITIES = List.of(
            Capability.Type.MULTI_ROLE,
            Capability.Type.RESERVATION_REFINEMENT,
            Capability.Type.PARTITION_AWARE,
            Capability.Type.TASK_KILLING_STATE,
            Capability.Type.REGION_AWARE);

    private static final double MILLIS_PER_SECOND = 1000;

    private FrameworkMessages() {}

    static FrameworkInfo framework(FrameworkSettings settings) {
        FrameworkInfo.Builder message = FrameworkInfo.newBuilder()
                .setUser(settings.user())
                .setName(settings.name())
                .addAllRoles(settings.roles())
                .setCheckpoint(settings.checkpoint())
                .setFailoverTimeout(settings.failoverTimeout().toMillis() / MILLIS_PER_SECOND);
        CAPABILITIES.forEach(
                type -> message.addCapabilities(Capability.newBuilder().setType(type)));
        settings.id().ifPresent(id -> message.setId(FrameworkID.newBuilder().setValue(id.value())));
        if (!settings.credentials().principal().isEmpty()) {
            message.setPrincipal(settings.credentials().principal());
        }
        if (!settings.hostname().isEmpty()) {
            message.setHostname(settings.hostname());
        }
        if (!settings.webUiUrl().isEmpty()) {
            message.setWebuiUrl(settings.webUiUrl());
        }
        return message.build();
    }
}
