package dev.holdfast.web;

/** Where in the navigation a page belongs. */
public enum Area {
    CLUSTERS("Clusters", "/", "clusters"),
    AGENTS("Agents", "/agents", "agents"),
    EVENTS("Events", "/events", "events"),
    OFFERS("Offers", "/offers", "offers"),
    PACKAGES("Packages", "/packages", "packages");

    private final String label;
    private final String href;
    private final String icon;

    Area(String label, String href, String icon) {
        this.label = label;
        this.href = href;
        this.icon = icon;
    }

    public String label() {
        return label;
    }

    public String href() {
        return href;
    }

    /** A name that the template {@code c/icon} knows. */
    public String icon() {
        return icon;
    }
}
