package dev.holdfast.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What reading and changing a spec must know of the rest of the house.
 *
 * @param packages descriptor of a package by its name
 * @param packageNames all of them, for suggestions
 * @param constraintError what is wrong with the text of a placement constraint; empty if nothing is
 * @param parentRole role under which each cluster gets its own; empty for none
 */
public record SpecRules(
        Function<String, Optional<Descriptor>> packages,
        List<String> packageNames,
        Function<String, Optional<String>> constraintError,
        String parentRole) {

    public SpecRules {
        packageNames = List.copyOf(packageNames);
    }

    /** Rules that know exactly these packages. */
    public static SpecRules of(
            SortedMap<String, Descriptor> packages,
            Function<String, Optional<String>> constraintError,
            String parentRole) {
        SortedMap<String, Descriptor> known = Collections.unmodifiableSortedMap(new TreeMap<>(packages));
        return new SpecRules(
                name -> Optional.ofNullable(known.get(name)),
                new ArrayList<>(known.keySet()),
                constraintError,
                parentRole);
    }

    /** The role of a cluster that names none itself. */
    public String roleOf(String cluster) {
        return parentRole.isEmpty() ? cluster : parentRole + "/" + cluster;
    }
}
