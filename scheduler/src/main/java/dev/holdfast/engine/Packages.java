package dev.holdfast.engine;

import dev.holdfast.database.DatabasePackage;
import java.util.SortedMap;

/** Looks packages up by name. */
final class Packages {

    private Packages() {}

    /** A package that must be there, since a cluster of it was accepted. */
    static DatabasePackage of(SortedMap<String, DatabasePackage> packages, String name) {
        DatabasePackage found = packages.get(name);
        if (found == null) {
            throw new IllegalStateException(
                    "this program has no package '" + name + "', but the state has a cluster of it");
        }
        return found;
    }
}
