package dev.holdfast.database.crate.marathon;

import dev.holdfast.spec.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Which Crate an app runs, by its image or the tarball it fetches, and which release takes its place. */
record Software(String image, List<String> fetched) {

    private static final Pattern CRATE_IMAGE =
            Pattern.compile("(?:.*/)?crate(?:db)?(?::([A-Za-z0-9_.-]+))?(?:@sha256:[0-9a-f]+)?");
    private static final Pattern TARBALL = Pattern.compile(".*/crate-(\\d+\\.\\d+\\.\\d+)[^/]*\\.(?:tar\\.gz|tgz)");
    private static final Pattern FRAMEWORK = Pattern.compile(".*/crate-mesos-[^/]*\\.jar");
    private static final Pattern FEATURE = Pattern.compile("(\\d+\\.\\d+)(?:\\..*)?");

    static Software of(ObjectNode app) {
        List<String> fetched = new ArrayList<>();
        app.path("uris").forEach(uri -> fetched.add(uri.asString("")));
        app.path("fetch").forEach(fetch -> fetched.add(fetch.path("uri").asString("")));
        return new Software(app.path("container").path("docker").path("image").asString(""), fetched);
    }

    boolean isCrate() {
        return CRATE_IMAGE.matcher(image).matches() || tarball().isPresent();
    }

    /** Whether it is what once ran Crate on Mesos. */
    boolean isFramework() {
        return fetched.stream().anyMatch(uri -> FRAMEWORK.matcher("/" + uri).matches());
    }

    private Optional<String> tarball() {
        return fetched.stream().filter(uri -> TARBALL.matcher(uri).matches()).findFirst();
    }

    void into(Draft draft, Descriptor crate) {
        Matcher named = CRATE_IMAGE.matcher(image);
        Optional<String> tarball = tarball();
        String was = "";
        if (named.matches()) {
            was = Optional.ofNullable(named.group(1)).orElse("");
        } else if (tarball.isPresent()) {
            Matcher matcher = TARBALL.matcher(tarball.get());
            was = matcher.matches() ? matcher.group(1) : "";
        }
        draft.version = supported(was, crate);
        String from = image.isEmpty() ? tarball.orElse("the command's own Crate") : "image " + image;
        if (!draft.version.equals(was)) {
            draft.changed("version", from + " becomes CrateDB " + draft.version + ", " + reason(was, crate));
        } else if (tarball.isPresent()) {
            draft.artifacts.put(crate.name() + "-" + was, tarball.get());
            draft.kept("version", was + ", from " + tarball.get());
        } else {
            draft.kept("version", was + "; not the image, but CrateDB's own tarball of it, with its own Java");
        }
        String others =
                fetched.stream().filter(uri -> !TARBALL.matcher(uri).matches()).collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            draft.dropped(
                    "uris", others + ": a node fetches CrateDB's tarball, which has its own Java, and nothing else");
        }
    }

    /** The same; else the newest that is known of the same feature release; else the usual. */
    private static String supported(String was, Descriptor crate) {
        if (crate.versions().contains(was)) {
            return was;
        }
        Matcher feature = FEATURE.matcher(was);
        return feature.matches()
                ? crate.versions().stream()
                        .filter(version -> version.startsWith(feature.group(1) + "."))
                        .reduce((first, last) -> last)
                        .orElse(crate.defaultVersion())
                : crate.defaultVersion();
    }

    private static String reason(String was, Descriptor crate) {
        String known = "of which Holdfast knows " + String.join(", ", crate.versions());
        return FEATURE.matcher(was).matches()
                ? known + ". It cannot read data of " + was
                        + " unless every feature release between was gone through: copy tables with COPY TO and COPY"
                        + " FROM"
                : known + "; the tag named none";
    }
}
