package dev.holdfast.web;

import java.util.List;

/** What is at one address. The same address gives an equal page: whoever looks at it shares its parts. */
public interface Page {

    /** For the browser's tab. */
    String title();

    Area area();

    /**
     * What it consists of now, top to bottom. Called often, by one thread at a time: must come from memory or from a look-up of
     * a millisecond.
     *
     * @throws dev.holdfast.api.Refused if what it is about is not there (any more)
     */
    List<Part> parts(Glance glance);
}
