package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.scheduler.Call;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** Frameworks that come, come back, take over from themselves, change, and go. */
final class Subscriptions {

    private final World world;
    private final Offers offers;
    private final Allocator allocator;
    private final Departures departures;

    Subscriptions(World world, Offers offers, Allocator allocator, Departures departures) {
        this.world = world;
        this.offers = offers;
        this.allocator = allocator;
        this.departures = departures;
    }

    /** A description that will not do is answered on the stream, which then ends. */
    void subscribe(Call.Subscribe subscribe, UUID stream) {
        FrameworkInfo info = subscribe.getFrameworkInfo();
        String id = info.getId().getValue();
        Framework known = world.frameworks.get(id);
        Optional<String> wrong = FrameworkCheck.of(info, subscribe.getSuppressedRolesList())
                .or(() -> world.removedFrameworks.contains(id)
                        ? Optional.of("Framework has been removed")
                        : Optional.empty());
        if (wrong.isEmpty() && known != null) {
            wrong = FrameworkCheck.change(known.info, info);
        }
        if (wrong.isPresent()) {
            world.tell(stream, Events.error(wrong.get()));
            world.output(new MasterOutput.CloseStream(stream));
            return;
        }
        boolean takesOver = known != null && known.isConnected();
        Framework framework = known == null ? add(info) : resume(known, info);
        framework.stream = stream;
        framework.lastSeen = world.now;
        framework.lastHeartbeat = world.now;
        framework.suppressed = new TreeSet<>(subscribe.getSuppressedRolesList());
        world.save();
        world.tell(framework, Events.subscribed(framework.id, world.timings.heartbeat(), world.self));
        world.tell(framework, Events.heartbeat());
        if (!takesOver) {
            // A framework that was active all along waits for the next round, as with a real master.
            allocator.allocate();
        }
    }

    private Framework add(FrameworkInfo info) {
        FrameworkInfo named = info;
        if (!info.hasId() || info.getId().getValue().isEmpty()) {
            FrameworkInfo.Builder builder = info.toBuilder();
            builder.getIdBuilder().setValue(world.nextFrameworkId());
            named = builder.build();
        }
        Framework framework = new Framework(named, world.now);
        world.frameworks.put(named.getId().getValue(), framework);
        return framework;
    }

    private Framework resume(Framework framework, FrameworkInfo info) {
        if (framework.isConnected()) {
            world.tell(framework, Events.error("Framework failed over"));
            world.output(new MasterOutput.CloseStream(framework.stream));
        }
        offers.closeAll(framework);
        framework.info = FrameworkCheck.updated(framework.info, info);
        framework.reregistered = world.now;
        framework.recovered = false;
        return framework;
    }

    Reply update(Framework framework, Call.UpdateFramework update) {
        FrameworkInfo info = update.getFrameworkInfo();
        Optional<String> wrong = FrameworkCheck.of(info, update.getSuppressedRolesList())
                .or(() -> FrameworkCheck.change(framework.info, info));
        if (wrong.isPresent()) {
            return Reply.bad("'UpdateFramework.framework_info' is not valid: " + wrong.get());
        }
        framework.info = FrameworkCheck.updated(framework.info, info);
        framework.suppressed = new TreeSet<>(update.getSuppressedRolesList());
        List<String> roles = framework.roles();
        offers.of(framework).stream()
                .filter(offer -> !roles.contains(offer.role()))
                .forEach(offers::rescind);
        world.save();
        return Reply.OK;
    }

    void suppress(Framework framework, List<String> roles) {
        framework.suppressed.addAll(roles.isEmpty() ? framework.roles() : roles);
        framework.suppressed.retainAll(framework.roles());
    }

    /** All refusals for the roles are forgotten, and offers made at once. */
    void revive(Framework framework, List<String> roles) {
        List<String> meant = roles.isEmpty() ? framework.roles() : roles;
        meant.forEach(framework.suppressed::remove);
        framework.refusals.removeIf(refusal -> meant.contains(refusal.role()));
        allocator.allocate();
    }

    void streamClosed(UUID stream) {
        world.frameworks.values().stream()
                .filter(framework -> framework.stream.equals(stream))
                .findFirst()
                .ifPresent(framework -> {
                    framework.stream = Framework.NO_STREAM;
                    framework.lastSeen = world.now;
                    framework.refusals.clear();
                    offers.closeAll(framework);
                    expire(framework);
                });
    }

    /** A framework away for longer than it asked for is removed, with all it runs. */
    void expire(Framework framework) {
        if (!framework.isConnected()
                && !world.now.isBefore(framework.lastSeen.plus(Times.duration(framework.info.getFailoverTimeout())))) {
            remove(framework);
        }
    }

    void remove(Framework framework) {
        if (framework.isConnected()) {
            world.output(new MasterOutput.CloseStream(framework.stream));
            framework.stream = Framework.NO_STREAM;
        }
        offers.closeAll(framework);
        departures.frameworkRemoved(framework);
        world.forget(framework);
    }
}
