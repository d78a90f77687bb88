package dev.holdfast.placement;

import dev.holdfast.model.Labels;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds in offered resources what was reserved by whom: the labels on top of a reservation say it, and nothing else
 * does.
 */
public final class Claims {

    private Claims() {}

    /** What belongs to one claim of an owner. */
    public static Resources of(Resources offered, String owner, String claim) {
        return offered.filter(resource ->
                isOwned(resource, owner) && resource.label(Labels.CLAIM).equals(claim) && !claim.isEmpty());
    }

    /** Everything of an owner, by claim. */
    public static SortedMap<String, Resources> all(Resources offered, String owner) {
        SortedMap<String, List<Resource>> found = new TreeMap<>();
        for (Resource resource : offered.all()) {
            if (isOwned(resource, owner)) {
                found.computeIfAbsent(resource.label(Labels.CLAIM), missing -> new ArrayList<>())
                        .add(resource);
            }
        }
        SortedMap<String, Resources> claims = new TreeMap<>();
        found.forEach((claim, resources) -> claims.put(claim, new Resources(resources)));
        return claims;
    }

    /** Reserved by another Holdfast, or another state of this one. */
    public static Resources foreign(Resources offered, String owner) {
        return offered.filter(resource -> {
            String label = resource.label(Labels.OWNER);
            return !label.isEmpty() && !label.equals(owner);
        });
    }

    /** What a claim has beyond what it should: the surplus of a RESERVE that went through twice. */
    public static Resources surplus(Resources found, Resources expected) {
        return found.minus(expected);
    }

    private static boolean isOwned(Resource resource, String owner) {
        return !owner.isEmpty() && resource.label(Labels.OWNER).equals(owner);
    }
}
