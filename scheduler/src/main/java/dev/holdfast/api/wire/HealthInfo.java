package dev.holdfast.api.wire;

/**
 * Whether the scheduler acts; {@code text} says why not, or how Mesos is reached.
 *
 * @param role {@link #LEADER} or {@link #STANDBY}
 * @param leader where the one that leads is, if this one stands by and it is known
 */
public record HealthInfo(boolean ok, String text, String role, String leader) {

    public static final String LEADER = "leader";
    public static final String STANDBY = "standby";
}
