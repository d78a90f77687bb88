package dev.holdfast.mesos;

import dev.holdfast.mesos.v1.Attribute;
import dev.holdfast.mesos.v1.DomainInfo;
import dev.holdfast.mesos.v1.Unavailability;
import dev.holdfast.mesos.v1.Value;
import dev.holdfast.mesos.v1.master.Response;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Resources;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Offers, inverse offers and agents, from Mesos to us. */
final class OfferMessages {

    private static final int AGENT_PORT = 5051;
    private static final int SCALAR_DECIMALS = 3;

    private OfferMessages() {}

    static Offer offer(dev.holdfast.mesos.v1.Offer message) {
        DomainInfo.FaultDomain domain = message.getDomain().getFaultDomain();
        return new Offer(
                new OfferId(message.getId().getValue()),
                new AgentId(message.getAgentId().getValue()),
                message.getHostname(),
                message.getUrl().getAddress().getIp(),
                message.hasUrl() ? message.getUrl().getAddress().getPort() : AGENT_PORT,
                message.getAllocationInfo().getRole(),
                ResourceMessages.resources(message.getResourcesList()),
                attributes(message.getAttributesList()),
                domain.getZone().getName(),
                domain.getRegion().getName(),
                message.hasUnavailability() ? Optional.of(start(message.getUnavailability())) : Optional.empty(),
                message.hasUnavailability() ? end(message.getUnavailability()) : Optional.empty());
    }

    static MesosEvent.InverseOffer inverseOffer(dev.holdfast.mesos.v1.InverseOffer message) {
        Unavailability window = message.getUnavailability();
        return new MesosEvent.InverseOffer(
                new OfferId(message.getId().getValue()),
                message.hasAgentId()
                        ? Optional.of(new AgentId(message.getAgentId().getValue()))
                        : Optional.empty(),
                start(window),
                lasts(window),
                ResourceMessages.resources(message.getResourcesList()));
    }

    /** A registered agent. The address is the one it registered with, {@code slave(1)@ip:port}. */
    static Agent agent(Response.GetAgents.Agent message) {
        dev.holdfast.mesos.v1.AgentInfo info = message.getAgentInfo();
        return agent(
                info,
                ipOf(message.getPid()),
                ResourceMessages.resources(message.getTotalResourcesList()),
                message.getActive() && !message.getDeactivated() && !message.hasDrainInfo());
    }

    /** An agent that the master remembers but that has not come back since the master began to lead. */
    static Agent recoveredAgent(dev.holdfast.mesos.v1.AgentInfo info) {
        return agent(info, "", ResourceMessages.resources(info.getResourcesList()), false);
    }

    private static Agent agent(dev.holdfast.mesos.v1.AgentInfo info, String ip, Resources total, boolean active) {
        DomainInfo.FaultDomain domain = info.getDomain().getFaultDomain();
        return new Agent(
                new AgentId(info.getId().getValue()),
                info.getHostname(),
                ip,
                info.getPort(),
                attributes(info.getAttributesList()),
                domain.getZone().getName(),
                domain.getRegion().getName(),
                total,
                active);
    }

    /** The first value of each name, as Mesos's own offer constraints see it. */
    static SortedMap<String, String> attributes(List<Attribute> messages) {
        SortedMap<String, String> attributes = new TreeMap<>();
        messages.forEach(attribute -> attributes.putIfAbsent(attribute.getName(), text(attribute)));
        return attributes;
    }

    private static String text(Attribute attribute) {
        return switch (attribute.getType()) {
            case TEXT -> attribute.getText().getValue();
            case SCALAR -> plain(attribute.getScalar().getValue());
            case SET -> attribute.getSet().getItemList().stream().collect(Collectors.joining(",", "{", "}"));
            case RANGES ->
                attribute.getRanges().getRangeList().stream()
                        .map(OfferMessages::text)
                        .collect(Collectors.joining(",", "[", "]"));
        };
    }

    private static String text(Value.Range range) {
        return range.getBegin() + "-" + range.getEnd();
    }

    private static String plain(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(SCALAR_DECIMALS, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    private static Instant start(Unavailability window) {
        return Instant.EPOCH.plusNanos(window.getStart().getNanoseconds());
    }

    private static Optional<Duration> lasts(Unavailability window) {
        return window.hasDuration()
                ? Optional.of(Duration.ofNanos(window.getDuration().getNanoseconds()))
                : Optional.empty();
    }

    private static Optional<Instant> end(Unavailability window) {
        return lasts(window).map(lasts -> start(window).plus(lasts));
    }

    private static String ipOf(String pid) {
        int at = pid.indexOf('@');
        int colon = pid.lastIndexOf(':');
        String ip = at >= 0 && colon > at ? pid.substring(at + 1, colon) : "";
        return ip.startsWith("[") && ip.endsWith("]") ? ip.substring(1, ip.length() - 1) : ip;
    }
}
