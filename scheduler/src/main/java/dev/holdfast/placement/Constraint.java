package dev.holdfast.placement;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A rule on where nodes of a group may stand. {@link ConstraintParser} reads it from text, {@code toString} writes it
 * back. Counts are of nodes of the same group of the same cluster. An agent without the field fails every operator but
 * UNLIKE and IS_NOT.
 */
public sealed interface Constraint {

    /** The rule where none is given: one node of a group per agent. Zones are preferred evenly, not demanded. */
    Constraint STANDARD = new Standard();

    /** The rule where a package asks for it and none is given: one node of a whole cluster per agent. */
    Constraint ALONE = new Alone();

    /** A rule about one field. */
    sealed interface OnField extends Constraint {
        Field field();
    }

    record Standard() implements Constraint {
        @Override
        public String toString() {
            return "";
        }
    }

    record Alone() implements Constraint {
        @Override
        public String toString() {
            return "one node of a cluster per agent";
        }
    }

    /** No two nodes have the same value. */
    record Unique(Field field) implements OnField {
        @Override
        public String toString() {
            return field + ":UNIQUE";
        }
    }

    /** All nodes have this value; if it is empty, that of the first node placed. */
    record Cluster(Field field, String value) implements OnField {
        @Override
        public String toString() {
            return field + ":CLUSTER" + (value.isEmpty() ? "" : ":" + quoted(value));
        }
    }

    /**
     * As many nodes on one value as on any other.
     *
     * @param atLeast how many values there must be; 0 for those that agents are known to have
     */
    record GroupBy(Field field, int atLeast) implements OnField {
        @Override
        public String toString() {
            return field + ":GROUP_BY" + (atLeast == 0 ? "" : ":" + atLeast);
        }
    }

    record Like(Field field, Regex regex) implements OnField {
        @Override
        public String toString() {
            return field + ":LIKE:" + quoted(regex.pattern());
        }
    }

    record Unlike(Field field, Regex regex) implements OnField {
        @Override
        public String toString() {
            return field + ":UNLIKE:" + quoted(regex.pattern());
        }
    }

    /** At most this many nodes on one value. */
    record MaxPer(Field field, int most) implements OnField {
        @Override
        public String toString() {
            return field + ":MAX_PER:" + most;
        }
    }

    record Is(Field field, String value) implements OnField {
        @Override
        public String toString() {
            return field + ":IS:" + quoted(value);
        }
    }

    record IsNot(Field field, String value) implements OnField {
        @Override
        public String toString() {
            return field + ":IS_NOT:" + quoted(value);
        }
    }

    /** No node of that group of the same cluster stands on the agent. */
    record Avoid(String group) implements Constraint {
        @Override
        public String toString() {
            return "avoid:" + group;
        }
    }

    /** A node of that group of the same cluster stands on the agent. */
    record Colocate(String group) implements Constraint {
        @Override
        public String toString() {
            return "colocate:" + group;
        }
    }

    record And(List<Constraint> all) implements Constraint {
        public And {
            all = List.copyOf(all);
        }

        @Override
        public String toString() {
            return all.stream()
                    .map(part -> part instanceof Or ? "(" + part + ")" : part.toString())
                    .collect(Collectors.joining(" and "));
        }
    }

    record Or(List<Constraint> any) implements Constraint {
        public Or {
            any = List.copyOf(any);
        }

        @Override
        public String toString() {
            return any.stream().map(Constraint::toString).collect(Collectors.joining(" or "));
        }
    }

    /** Whatever fails the inner rule passes, an agent without its field included. */
    record Not(Constraint inner) implements Constraint {
        @Override
        public String toString() {
            return inner instanceof And || inner instanceof Or ? "not (" + inner + ")" : "not " + inner;
        }
    }

    private static String quoted(String value) {
        if (!value.isEmpty()
                && value.chars().noneMatch(c -> c == ' ' || c == '(' || c == ')' || c == '"' || c == '\'')) {
            return value;
        }
        return value.contains("\"") ? "'" + value + "'" : "\"" + value + "\"";
    }
}
