package dev.holdfast.web;

import java.util.regex.Pattern;

/**
 * A piece of a page with an element of its own. As long as it shows something equal it is not rendered again.
 *
 * @param id of its element; the same as long as it is about the same thing
 * @param group parts of one group beside each other share a box of the CSS class {@code group-…}; empty for none
 * @param template under {@code src/main/jte}, with the one parameter {@code it}
 * @param it what it shows: a value with a sane {@code equals}
 */
public record Part(String id, String group, String template, Object it) {

    private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9_-]");

    public Part {
        id = UNFIT.matcher(id).replaceAll("_");
    }

    /** In no group. */
    public static Part of(String id, String template, Object it) {
        return new Part(id, "", template, it);
    }
}
