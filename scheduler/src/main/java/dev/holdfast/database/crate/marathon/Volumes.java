package dev.holdfast.database.crate.marathon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where an app's Crate keeps tables and blobs, seen through its container. */
final class Volumes {

    /** Where the images have their data. */
    private static final String IN_IMAGE = "/data";

    private final Draft draft;
    private final ObjectNode app;
    private final List<JsonNode> volumes = new ArrayList<>();
    private final List<JsonNode> used = new ArrayList<>();
    private final boolean contained;

    private Volumes(Draft draft, ObjectNode app) {
        this.draft = draft;
        this.app = app;
        this.contained = app.path("container").has("docker");
        app.path("container").path("volumes").forEach(volumes::add);
    }

    static void into(Draft draft, ObjectNode app, Map<String, String> settings) {
        Volumes places = new Volumes(draft, app);
        String data = settings.getOrDefault(Settings.DATA, places.contained ? IN_IMAGE : "");
        places.data(data);
        Optional.ofNullable(settings.get(Settings.BLOBS)).ifPresent(places::blobs);
        places.volumes.stream().filter(volume -> !places.used.contains(volume)).forEach(places::other);
    }

    private void data(String path) {
        if (path.contains(",")) {
            draft.dropped(
                    "setting " + Settings.DATA,
                    "'" + path + "' are several directories; a node has one volume for its data");
            volume();
            return;
        }
        Optional<JsonNode> found = holding(path);
        String what = found.map(Volumes::name).orElse("data");
        if (found.filter(volume -> volume.has("persistent")).isPresent()) {
            persistent(found.get(), what);
            return;
        }
        Optional<String> host = found.isPresent() ? onHost(found.get(), path) : outside(path);
        if (host.isPresent()) {
            draft.options.put("data-path", host.get());
            if (megabytes(app.path("disk")).isPresent()) {
                draft.dropped("disk", "the data is in a directory of the host, where Mesos reserves nothing");
            }
            draft.kept(
                    what,
                    "options.data-path: " + host.get() + " must be there on every agent, and be writable for the"
                            + " nodes' user; each node makes itself CLUSTER/NODE in it, and"
                            + " neither reads nor changes what is there");
        } else {
            volume();
        }
    }

    /** Without a container a path is the host's. */
    private Optional<String> outside(String path) {
        return contained || !path.startsWith("/") ? Optional.empty() : Optional.of(path);
    }

    private void volume() {
        OptionalLong disk = megabytes(app.path("disk"));
        draft.diskMegabytes = disk;
        draft.changed(
                "data",
                "it was in the container or sandbox and lost with it; now each node has a reserved volume of its own"
                        + (disk.isPresent() ? ", as large as the app's disk" : "; set its size with 'disk'"));
    }

    private void persistent(JsonNode volume, String what) {
        used.add(volume);
        JsonNode persistent = volume.path("persistent");
        draft.diskMegabytes = megabytes(persistent.path("size"));
        String kind = persistent.path("type").asString("root").toLowerCase(Locale.ROOT);
        if (!kind.equals("root")) {
            draft.diskKind = kind;
        }
        draft.changed(what, "a new volume of the same size; what is in the app's stays in the app's");
    }

    private void blobs(String path) {
        Optional<JsonNode> found = holding(path);
        Optional<String> host = found.isPresent() ? onHost(found.get(), path) : outside(path);
        if (host.isPresent()) {
            draft.options.put("blob-path", host.get());
            draft.kept("setting " + Settings.BLOBS, "options.blob-path: " + host.get() + ", there on every agent");
        } else {
            draft.dropped("setting " + Settings.BLOBS, "blobs are with the other data");
        }
    }

    private void other(JsonNode volume) {
        boolean external = volume.has("external");
        draft.dropped(
                name(volume),
                external
                        ? "Holdfast attaches no external volumes"
                        : "a node is a process of its agent and sees the agent's own files");
    }

    /** The volume whose place in the container is the path or above it, the nearest. */
    private Optional<JsonNode> holding(String path) {
        Optional<JsonNode> nearest = Optional.empty();
        for (JsonNode volume : volumes) {
            String place = absolute(volume.path("containerPath").asString(""));
            boolean above = absolute(path).equals(place) || absolute(path).startsWith(place + "/");
            boolean written = !volume.path("mode").asString("RW").equals("RO");
            boolean nearer = nearest.isEmpty()
                    || place.length()
                            > absolute(nearest.get().path("containerPath").asString(""))
                                    .length();
            if (!path.isEmpty() && above && written && nearer) {
                nearest = Optional.of(volume);
            }
        }
        return nearest;
    }

    private Optional<String> onHost(JsonNode volume, String path) {
        used.add(volume);
        String place = absolute(volume.path("containerPath").asString(""));
        String host = volume.path("hostPath").asString("");
        // What the image itself adds below its data directory is its own affair.
        String rest = absolute(path).substring(place.length());
        return host.startsWith("/") ? Optional.of(host + rest) : Optional.empty();
    }

    private static String absolute(String path) {
        String slashed = path.startsWith("/") ? path : "/" + path;
        return slashed.length() > 1 && slashed.endsWith("/") ? slashed.substring(0, slashed.length() - 1) : slashed;
    }

    private static String name(JsonNode volume) {
        String place = volume.path("containerPath").asString("");
        String host = volume.path("hostPath").asString("");
        return "volume " + (host.isEmpty() ? "" : host + " at ") + place;
    }

    private static OptionalLong megabytes(JsonNode size) {
        long whole = (long) Math.ceil(size.asDouble(0));
        return whole > 0 ? OptionalLong.of(whole) : OptionalLong.empty();
    }
}
