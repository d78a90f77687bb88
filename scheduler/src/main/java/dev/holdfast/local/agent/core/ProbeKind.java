package dev.holdfast.local.agent.core;

/** The two probes a task may have: a health check kills, a check only tells. */
public enum ProbeKind {
    HEALTH,
    CHECK
}
