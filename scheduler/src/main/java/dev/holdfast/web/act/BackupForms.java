package dev.holdfast.web.act;

import dev.holdfast.api.Desk;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Route;
import dev.holdfast.api.backups.BackupAsks;
import dev.holdfast.api.backups.BackupInfo;
import dev.holdfast.web.Area;
import dev.holdfast.web.Shown;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Backups of a cluster: what there is, another one, and back from one. */
final class BackupForms {

    private static final String CRATE = "crate";
    private static final String NAME = "name";
    private static final String TABLES = "tables";
    private static final String SCHEMA = "intoSchema";
    private static final String EVERYTHING = "everything";
    private static final String NODES = "nodes";

    private final Desk desk;
    private final Doing doing;
    private final Shown shown;
    private final Subjects subjects;

    /** Whom a request is about. */
    @FunctionalInterface
    interface Subjects {
        Deed.Subject of(Context context, String node);
    }

    BackupForms(Desk desk, Doing doing, Shown shown, Subjects subjects) {
        this.desk = desk;
        this.doing = doing;
        this.shown = shown;
        this.subjects = subjects;
    }

    void list(Context context) throws Exception {
        Deed.Subject subject = subjects.of(context, "");
        String home = home(subject);
        List<BackupsPage.Row> rows = new ArrayList<>();
        Optional<Refused> refusal = Optional.empty();
        try {
            Object answer = desk.ask(Route.Method.GET, subject.path() + "/backups", Map.of(), "");
            for (Object one : (List<?>) answer) {
                BackupInfo info = (BackupInfo) one;
                rows.add(new BackupsPage.Row(info, home + "/" + segment(info.name())));
            }
        } catch (Refused refused) {
            refusal = Optional.of(refused);
        }
        boolean makes = !subject.cluster().packageName().equals("kafka");
        shown.show(
                context,
                new BackupsPage(new BackupsPage.Backups(
                        subject.cluster().name(),
                        subject.descriptor().title(),
                        rows,
                        refusal.map(Refused::problems).orElse(List.of()),
                        makes ? home + "/new" : "")));
    }

    void create(Context context) throws Exception {
        Deed.Subject subject = subjects.of(context, "");
        Inputs inputs = Inputs.of(context);
        List<Field> fields = new ArrayList<>(List.of(Field.of(Field.Kind.TEXT, NAME, "Name", inputs.text(NAME))
                .hinted("empty for one with the time in it; one with a name of yours is kept until you drop it")));
        fields.add(Field.of(Field.Kind.LINES, TABLES, "Tables", inputs.raw(TABLES))
                .hinted("one a line, as in doc.orders; empty for all"));
        Task task = task(
                subject,
                "Back up " + subject.cluster().name(),
                "Back up now",
                "Makes a backup now, beside those that the schedule makes.",
                home(subject) + "/new",
                Deed.Care.NONE,
                false,
                fields,
                () -> Wish.post(
                        subject.path() + "/backups", new BackupAsks.Backup(inputs.text(NAME), inputs.lines(TABLES))));
        doing.answer(context, Area.CLUSTERS, task, List.of(), inputs);
    }

    void restore(Context context) throws Exception {
        Deed.Subject subject = subjects.of(context, "");
        Inputs inputs = Inputs.of(context);
        String backup = context.pathParam("backup");
        List<Field> fields = new ArrayList<>();
        if (subject.cluster().packageName().equals(CRATE)) {
            fields.add(Field.of(Field.Kind.LINES, TABLES, "Tables", inputs.raw(TABLES))
                    .hinted("one a line, as in doc.orders; empty for all. What is restored must not be there"));
            fields.add(Field.of(Field.Kind.TEXT, SCHEMA, "Into schema", inputs.text(SCHEMA))
                    .hinted("empty for the tables' own"));
            fields.add(Field.of(
                    Field.Kind.CHECK,
                    EVERYTHING,
                    "Also users, privileges, views and settings",
                    inputs.text(EVERYTHING)));
        }
        Task task = task(
                subject,
                "Restore " + backup,
                "Restore",
                "Brings back what was in the backup. Nothing is written over: what is restored must not be there.",
                home(subject) + "/" + segment(backup) + "/restore",
                Deed.Care.ALWAYS,
                true,
                fields,
                () -> Wish.post(
                        subject.path() + "/backups/" + backup + "/restore",
                        new BackupAsks.Restore(
                                "", inputs.lines(TABLES), List.of(), inputs.text(SCHEMA), inputs.checked(EVERYTHING))));
        doing.answer(context, Area.CLUSTERS, task, List.of(), inputs);
    }

    void tryOut(Context context) throws Exception {
        Deed.Subject subject = subjects.of(context, "");
        Inputs inputs = Inputs.of(context);
        String backup = context.pathParam("backup");
        String given = inputs.text(NODES);
        List<Field> fields = List.of(Field.of(Field.Kind.NUMBER, NODES, "Nodes", given.isEmpty() ? "0" : given)
                .hinted("of the cluster made for the trial; 0 for as many as this one has"));
        Task task = task(
                subject,
                "Try backup " + backup,
                "Make a cluster for the trial",
                "Makes a cluster of its own to restore this backup into, "
                        + subject.cluster().name() + "-verify. Uninstall it afterwards.",
                home(subject) + "/" + segment(backup) + "/try",
                Deed.Care.NONE,
                false,
                fields,
                () -> Wish.post(
                        subject.path() + "/backups/" + backup + "/scratch", new BackupAsks.Scratch(number(given))));
        doing.answer(context, Area.CLUSTERS, task, List.of(), inputs);
    }

    private static int number(String text) {
        if (!text.matches("\\d{0,4}")) {
            throw Refused.because(Refused.INVALID, "'" + text + "' is no number of nodes", "write one as in 3");
        }
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    private static Task task(
            Deed.Subject subject,
            String title,
            String button,
            String about,
            String action,
            Deed.Care care,
            boolean hasPreview,
            List<Field> fields,
            Task.Asking asking) {
        return new Task(
                title,
                button,
                about,
                action,
                care,
                hasPreview,
                fields.isEmpty() ? List.of() : List.of(Section.of(fields)),
                subject.cluster().name(),
                home(subject),
                "/clusters/" + subject.cluster().name(),
                Optional.empty(),
                asking);
    }

    private static String home(Deed.Subject subject) {
        return "/clusters/" + subject.cluster().name() + "/backups";
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
