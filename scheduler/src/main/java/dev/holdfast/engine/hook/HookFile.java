package dev.holdfast.engine.hook;

import dev.holdfast.core.EventKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the file that {@code --webhook-file} names; all that is wrong in it is said at once. */
public final class HookFile {

    private static final Duration USUAL_PATIENCE = Duration.ofDays(1);
    private static final Set<String> KEYS = new TreeSet<>(
            List.of("name", "url", "secret", "secret-file", "kinds", "clusters", "give-up-after", "ca-file"));
    private static final Pattern DURATION = Pattern.compile("(\\d{1,5})([smhd])");

    private final Path file;
    private final Path secrets;
    private final List<String> problems = new ArrayList<>();

    private HookFile(Path file, Path secrets) {
        this.file = file;
        this.secrets = secrets;
    }

    /**
     * The webhooks in a file.
     *
     * @param secrets directory of secrets that are given by name
     * @throws HookException if it cannot be used
     */
    public static List<HookSpec> read(Path file, Path secrets) throws HookException {
        return new HookFile(file, secrets).read();
    }

    private List<HookSpec> read() throws HookException {
        JsonNode tree;
        try {
            tree = new YAMLMapper().readTree(Files.readString(file));
        } catch (IOException e) {
            throw new HookException(
                    "the webhook file " + file + " cannot be read: " + e.getMessage(), "correct the path");
        } catch (JacksonException e) {
            throw new HookException(
                    "the webhook file " + file + " is no YAML: " + e.getOriginalMessage(), "correct it");
        }
        List<HookSpec> hooks = new ArrayList<>();
        JsonNode list = tree.path("webhooks");
        if (!list.isArray()) {
            problems.add("there is no list 'webhooks'");
        }
        Set<String> names = new TreeSet<>();
        for (JsonNode hook : list) {
            String name = hook.path("name").asString("");
            int before = problems.size();
            HookSpec spec = hook(name, hook);
            if (!names.add(name)) {
                problems.add("two webhooks have the name '" + name + "'");
            }
            if (problems.size() == before) {
                hooks.add(spec);
            }
        }
        if (!problems.isEmpty()) {
            throw new HookException(
                    "the webhook file " + file + " cannot be used: " + String.join("; ", problems),
                    "see docs/operations.md for how it is written");
        }
        return List.copyOf(hooks);
    }

    private HookSpec hook(String name, JsonNode hook) {
        hook.propertyNames().forEach(key -> {
            if (!KEYS.contains(key)) {
                problems.add("'" + key + "' of '" + name + "' is none of " + String.join(", ", KEYS));
            }
        });
        if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            problems.add("'" + name + "' is no name for a webhook: small letters, digits and '-'");
        }
        EnumSet<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (String word : words(hook.path("kinds"))) {
            EventKind.of(word)
                    .ifPresentOrElse(
                            kinds::add,
                            () -> problems.add("'" + name + "' wants '" + word + "', which is no kind of event"));
        }
        return new HookSpec(
                name,
                url(name, hook),
                secret(name, hook),
                kinds,
                words(hook.path("clusters")),
                patience(name, hook),
                authorities(name, hook));
    }

    private Optional<Path> authorities(String name, JsonNode hook) {
        String text = hook.path("ca-file").asString("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path path = file.toAbsolutePath().resolveSibling(text);
        try {
            SSLContext unused = HookTrust.of(path);
        } catch (IOException | GeneralSecurityException e) {
            problems.add("the ca-file of '" + name + "', " + path + ", has no certificates that can be read");
        }
        return Optional.of(path);
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asString("")));
        return words;
    }

    private URI url(String name, JsonNode hook) {
        String text = hook.path("url").asString("");
        try {
            URI url = URI.create(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Told below like any other that cannot be used; its text may hold a token and is not repeated.
        }
        problems.add("the url of '" + name + "' is no http or https address");
        return URI.create("http://nowhere.invalid/");
    }

    private Path secret(String name, JsonNode hook) {
        String byName = hook.path("secret").asString("");
        String byFile = hook.path("secret-file").asString("");
        Path path = byFile.isEmpty()
                ? secrets.resolve(byName.replace("/", "_"))
                : file.toAbsolutePath().resolveSibling(byFile);
        if (byName.isEmpty() == byFile.isEmpty()) {
            problems.add("'" + name + "' wants one of secret (a name) and secret-file (a path)");
        } else if (!Files.isReadable(path)) {
            problems.add("the secret of '" + name + "' is not in " + path);
        }
        return path;
    }

    private Duration patience(String name, JsonNode hook) {
        String text = hook.path("give-up-after").asString("");
        Matcher duration = DURATION.matcher(text);
        if (text.isEmpty()) {
            return USUAL_PATIENCE;
        }
        if (!duration.matches()) {
            problems.add("give-up-after of '" + name + "' is no duration, as in 10m, 2h or 1d");
            return USUAL_PATIENCE;
        }
        long number = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
