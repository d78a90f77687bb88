package dev.holdfast.simulation;

import java.util.TreeMap;

/** What the controllers know of a broker. */
final class Registration {

    final String directory;
    final TreeMap<String, String> config = new TreeMap<>();
    boolean fenced = true;

    Registration(String directory) {
        this.directory = directory;
    }
}
