package dev.holdfast.web;

/**
 * What the layout puts around a page.
 *
 * @param path of the page; with it the browser asks for its live stream, and empty it asks for none
 * @param csrf what forms of this page must carry
 * @param side the part of the navigation that lists clusters, as HTML
 * @param notices what is to be said on every page, as HTML
 * @param main the page, as HTML
 */
public record Frame(
        String title, Area area, String path, Assets assets, String csrf, String side, String notices, String main) {}
