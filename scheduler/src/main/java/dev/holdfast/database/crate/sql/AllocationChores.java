package dev.holdfast.database.crate.sql;

import dev.holdfast.database.Chore;
import dev.holdfast.database.crate.CrateChores;
import dev.holdfast.database.crate.CrateIds;
import dev.holdfast.database.crate.sql.Session.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chores on where shards may be.
 *
 * <p>A setting has a persistent and a transient level, and the second hides the first; only what is in force can be
 * read. So
 * a value is set on the persistent level, which survives a power loss, and on the transient one too where that one
 * hides it.
 */
final class AllocationChores {

    private static final String EXCLUDED_BEFORE = "yes";
    private static final String PRIMARIES = "primaries";
    private static final List<String> KINDS = List.of(PRIMARIES, "all", "none", "new_primaries");

    private AllocationChores() {}

    static String exclude(Session session, Chore chore) throws ChoreFailedException {
        String name = name(chore);
        List<String> names = names(session.effective(CrateChores.EXCLUDE_NAME));
        if (names.contains(name)) {
            return name + " is excluded already";
        }
        names.add(name);
        put(session, CrateChores.EXCLUDE_NAME, String.join(",", names));
        return name + " gets no more shards, and those on it move away";
    }

    /** Other people's names stay. */
    static String unexclude(Session session, Chore chore) throws ChoreFailedException {
        String name = name(chore);
        if (chore.arguments().getOrDefault(CrateChores.HAD, "").equals(EXCLUDED_BEFORE)) {
            return name + " was excluded before us and stays so";
        }
        List<String> names = names(session.effective(CrateChores.EXCLUDE_NAME));
        if (!names.removeIf(name::equals)) {
            return name + " is not excluded";
        }
        if (names.isEmpty()) {
            session.reset(CrateChores.EXCLUDE_NAME);
        } else {
            put(session, CrateChores.EXCLUDE_NAME, String.join(",", names));
        }
        return name + " may hold shards";
    }

    static String enable(Session session, Chore chore) throws ChoreFailedException {
        String value = chore.arguments().getOrDefault(CrateChores.VALUE, PRIMARIES);
        if (!KINDS.contains(value)) {
            throw new ChoreFailedException("there is no " + CrateChores.ALLOCATION + " = " + value);
        }
        // On both levels, so that it holds whatever restarts, and whatever was hidden before.
        session.set(Level.TRANSIENT, CrateChores.ALLOCATION, value);
        session.set(Level.PERSISTENT, CrateChores.ALLOCATION, value);
        return "only " + value.replace('_', ' ') + " are allocated";
    }

    static String restore(Session session, Chore chore) throws ChoreFailedException {
        String had = chore.arguments().getOrDefault(CrateChores.HAD, "");
        if (had.isEmpty()) {
            session.reset(CrateChores.ALLOCATION);
            return "all shards are allocated";
        }
        if (!KINDS.contains(had)) {
            throw new ChoreFailedException("there is no " + CrateChores.ALLOCATION + " = " + had);
        }
        session.set(Level.TRANSIENT, CrateChores.ALLOCATION, had);
        session.set(Level.PERSISTENT, CrateChores.ALLOCATION, had);
        return "allocation is again " + had;
    }

    static String retryFailed(Session session, Chore chore) throws ChoreFailedException {
        long shards = session.run("alter cluster reroute retry failed").rowCount();
        return shards > 0 ? "tries " + shards + " shards once more" : "no shard failed too often";
    }

    private static void put(Session session, String setting, String value) throws ChoreFailedException {
        session.set(Level.PERSISTENT, setting, value);
        if (!session.effective(setting).equals(value)) {
            session.set(Level.TRANSIENT, setting, value);
        }
    }

    private static List<String> names(String list) {
        return new ArrayList<>(Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList());
    }

    private static String name(Chore chore) throws ChoreFailedException {
        return chore.node().map(CrateIds::name).orElseThrow(() -> new ChoreFailedException("it needs a node"));
    }
}
