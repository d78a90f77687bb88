package dev.holdfast.cli;

import java.io.PrintWriter;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a database's client is given.
 *
 * @param cluster its name
 * @param version of its database
 * @param endpoints where it can be reached, by name
 * @param api of the scheduler
 * @param words what the user wrote after the cluster's name
 */
record ClientCall(
        String cluster,
        String version,
        SortedMap<String, String> endpoints,
        ApiClient api,
        List<String> words,
        PrintWriter out,
        PrintWriter err) {

    ClientCall {
        endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
        words = List.copyOf(words);
    }
}
