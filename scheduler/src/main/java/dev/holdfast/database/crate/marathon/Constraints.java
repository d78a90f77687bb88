package dev.holdfast.database.crate.marathon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where an app's instances may be, in Holdfast's words. */
final class Constraints {

    private static final List<String> KNOWN =
            List.of("UNIQUE", "CLUSTER", "GROUP_BY", "LIKE", "UNLIKE", "MAX_PER", "IS");
    private static final String APART = "@hostname:UNIQUE";

    private Constraints() {}

    static void into(Draft draft, ObjectNode app) {
        List<String> all = new ArrayList<>();
        for (JsonNode constraint : app.path("constraints")) {
            String what = "constraint " + constraint.toString().replace("\"", "");
            String operator = constraint.path(1).asString("").toUpperCase(Locale.ROOT);
            String field = constraint.path(0).asString("");
            if (field.isEmpty() || !KNOWN.contains(operator)) {
                draft.dropped(what, "Holdfast has no such rule; see 'constraint' in docs/spec.md for those it has");
                continue;
            }
            String text = (field.equals("hostname") ? "@hostname" : field) + ":" + operator + argument(constraint);
            all.add(text);
            if (text.equals(APART)) {
                draft.kept(what, "each node has an agent of its own, as usual");
            } else {
                draft.kept(what, text);
            }
        }
        if (!all.contains(APART)) {
            all.add(0, APART);
            draft.changed("constraints", "each node gets an agent of its own, which the app did not ask for");
        }
        // One node on each agent is what holds without a constraint.
        draft.constraint = all.size() == 1 ? "" : String.join(" and ", all);
    }

    private static String argument(JsonNode constraint) {
        String argument = constraint.path(2).asString("");
        if (argument.isEmpty()) {
            return "";
        }
        return argument.matches("[^\\s()\"']+") ? ":" + argument : ":\"" + argument + "\"";
    }
}
