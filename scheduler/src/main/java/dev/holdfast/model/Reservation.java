package dev.holdfast.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One entry of a resource's reservation stack.
 *
 * @param dynamic made at run time; otherwise the agent was started with it
 * @param principal who made it; empty if nobody was named
 * @param labels its only identity: reservations with equal labels merge into one sum
 */
public record Reservation(String role, boolean dynamic, String principal, SortedMap<String, String> labels) {

    public Reservation {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
