package dev.holdfast.local.agent;

import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.disk.AgentLayout;
import dev.holdfast.local.agent.disk.Checkpoint;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.DomainInfo;
import dev.holdfast.mesos.v1.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What an agent stands on before it does anything: its directory, taken for itself, and its state of before.
 *
 * @param published the newest state, for whoever looks from another thread
 */
record Ground(
        AgentConfig config,
        WorkDirLock lock,
        AgentLayout layout,
        Checkpoint checkpoint,
        Optional<Checkpoint.Saved> saved,
        List<Resource> configured,
        Published published) {

    static Ground of(AgentConfig config) throws IOException {
        WorkDirLock lock = WorkDirLock.take(config.workDir());
        try {
            AgentLayout layout =
                    new AgentLayout(config.workDir().toAbsolutePath().normalize());
            Checkpoint checkpoint = new Checkpoint(layout.meta());
            List<Resource> configured = FlagText.resources(config.resources());
            Optional<Checkpoint.Saved> saved = checkpoint.read();
            AgentSnapshot before = Recovery.state(saved, configured);
            return new Ground(config, lock, layout, checkpoint, saved, configured, new Published(before));
        } catch (IOException | IllegalArgumentException wrong) {
            lock.close();
            throw wrong;
        }
    }

    /** The agent as it describes itself. */
    AgentInfo info(AgentSnapshot now, int port) {
        AgentInfo.Builder info = AgentInfo.newBuilder()
                .setHostname(config.hostname())
                .setPort(port)
                .addAllResources(configured)
                .addAllAttributes(FlagText.attributes(config.attributes()));
        now.agentId().ifPresent(info::setId);
        config.faultDomain().ifPresent(domain -> info.setDomain(domain(domain)));
        return info.build();
    }

    private static DomainInfo domain(AgentConfig.FaultDomain domain) {
        return DomainInfo.newBuilder()
                .setFaultDomain(DomainInfo.FaultDomain.newBuilder()
                        .setRegion(
                                DomainInfo.FaultDomain.RegionInfo.newBuilder().setName(domain.region()))
                        .setZone(DomainInfo.FaultDomain.ZoneInfo.newBuilder().setName(domain.zone())))
                .build();
    }
}
