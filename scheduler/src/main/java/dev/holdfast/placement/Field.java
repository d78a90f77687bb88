package dev.holdfast.placement;

import dev.holdfast.model.Agent;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a constraint looks at on an agent.
 *
 * @param name {@code @hostname}, {@code @zone}, {@code @region} or the name of an attribute
 */
public record Field(String name) implements Comparable<Field> {

    public static final Field HOSTNAME = new Field("@hostname");
    public static final Field ZONE = new Field("@zone");
    public static final Field REGION = new Field("@region");

    static final List<String> BUILT_IN = List.of("@hostname", "@zone", "@region");

    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    static boolean isValid(String name) {
        return BUILT_IN.contains(name) || ATTRIBUTE.matcher(name).matches();
    }

    /** The agent's value; empty if it has none. */
    public Optional<String> of(Agent agent) {
        return switch (name) {
            case "@hostname" -> nonEmpty(agent.hostname());
            case "@zone" -> nonEmpty(agent.zone());
            case "@region" -> nonEmpty(agent.region());
            default -> Optional.ofNullable(agent.attributes().get(name));
        };
    }

    private static Optional<String> nonEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public int compareTo(Field other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
