package dev.holdfast.web.act;

import dev.holdfast.api.Desk;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Visitors;
import dev.holdfast.api.wire.Asks;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.web.Area;
import dev.holdfast.web.Glance;
import dev.holdfast.web.Shown;
import dev.holdfast.web.Sources;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The addresses at which something can be asked for. */
public final class Actions {

    private final Sources sources;
    private final Shown shown;
    private final Doing doing;
    private final BackupForms backups;
    private final AuditForms audit;

    public Actions(Sources sources, Desk desk, Shown shown, Visitors visitors) {
        this.sources = sources;
        this.shown = shown;
        this.doing = new Doing(desk, visitors, shown);
        this.backups = new BackupForms(desk, doing, shown, this::subject);
        this.audit = new AuditForms(desk, doing, shown);
    }

    public void serve(RoutesConfig routes) {
        both(routes, Creating.FORM, this::create);
        both(routes, Creating.YAML, this::createFromYaml);
        both(routes, "/do/thaw", this::thaw);
        both(routes, "/clusters/{cluster}/do/{deed}", this::deed);
        routes.get("/clusters/{cluster}/backups", safely(backups::list));
        both(routes, "/clusters/{cluster}/backups/new", backups::create);
        both(routes, "/clusters/{cluster}/backups/{backup}/restore", backups::restore);
        both(routes, "/clusters/{cluster}/backups/{backup}/try", backups::tryOut);
        routes.get(AuditForms.HOME, safely(audit::list));
        both(routes, AuditForms.HOME + "/{uid}/release", audit::release);
        both(routes, AuditForms.HOME + "/{uid}/adopt", audit::adopt);
        both(routes, AuditForms.HOME + "/{uid}/forget", audit::forget);
    }

    private void both(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, safely(context -> {
            Glance.Leading leading = sources.leading();
            if (leading.leads() || leading.leader().isEmpty()) {
                handler.handle(context);
            } else {
                context.redirect(there(context, leading), HttpStatus.SEE_OTHER);
            }
        }));
        routes.post(path, safely(context -> {
            Glance.Leading leading = sources.leading();
            if (leading.leads()) {
                handler.handle(context);
            } else {
                standsBy(context, leading);
            }
        }));
    }

    /** A browser takes no form on to another address: the person has to go. */
    private void standsBy(Context context, Glance.Leading leading) {
        if (leading.leader().isEmpty()) {
            throw Refused.because(
                    Refused.UNAVAILABLE,
                    "this scheduler stands by, and no other leads at the moment; nothing was done",
                    "try again in a few seconds; one takes over within ten");
        }
        context.status(Refused.UNAVAILABLE);
        String title = "This scheduler stands by";
        String text = "nothing was done: another has taken over, at " + leading.leader();
        shown.show(
                context,
                new DonePage(
                        Area.CLUSTERS, title, new DonePage.Done(title, text, there(context, leading), "Go there")));
    }

    private static String there(Context context, Glance.Leading leading) {
        String query = Optional.ofNullable(context.queryString())
                .map(text -> "?" + text)
                .orElse("");
        return leading.leader() + context.path() + query;
    }

    /** People get a page where programs get problems as JSON. */
    private Handler safely(Handler handler) {
        return context -> {
            try {
                handler.handle(context);
            } catch (Refused refused) {
                shown.show(context, refused);
            }
        };
    }

    private Deed.Subject subject(Context context, String node) {
        String name = context.pathParam("cluster");
        ClusterPicture cluster = sources.view()
                .cluster(name)
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN, "there is no cluster '" + name + "'", "the first page lists them all"));
        Descriptor descriptor = descriptor(cluster.packageName());
        boolean unknown = !node.isEmpty()
                && cluster.nodes().stream()
                        .noneMatch(known -> known.id().shortName().equals(node));
        if (unknown) {
            throw Refused.because(
                    Refused.UNKNOWN,
                    "there is no node '" + name + "/" + node + "'",
                    "the cluster's page lists them all");
        }
        return new Deed.Subject(cluster, descriptor, node);
    }

    private Descriptor descriptor(String name) {
        return find(name)
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN, "there is no package '" + name + "'", "the page Packages lists them all"));
    }

    private Optional<Descriptor> find(String name) {
        return sources.packages().stream()
                .filter(known -> known.name().equals(name))
                .findFirst();
    }

    private void deed(Context context) throws Exception {
        Inputs inputs = Inputs.of(context);
        Deed.Subject subject = subject(context, inputs.text("node"));
        Deed deed = Deeds.find(context.pathParam("deed"), subject.cluster())
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN,
                        "'" + context.pathParam("deed") + "' is nothing that can be done with "
                                + subject.cluster().name(),
                        "the cluster's page lists what can"));
        doing.answer(context, Area.CLUSTERS, Task.of(deed, subject, inputs), List.of(), inputs);
    }

    private void create(Context context) throws Exception {
        Inputs inputs = Inputs.of(context);
        String usual = sources.packages().stream()
                .map(Descriptor::name)
                .filter("kafka"::equals)
                .findFirst()
                .orElseGet(() -> sources.packages().get(0).name());
        Descriptor descriptor = descriptor(inputs.has("package") ? inputs.text("package") : usual);
        doing.answer(context, Area.CLUSTERS, Creating.form(descriptor, inputs), tabs(descriptor.name()), inputs);
    }

    private void createFromYaml(Context context) throws Exception {
        Inputs inputs = Inputs.of(context);
        doing.answer(context, Area.CLUSTERS, Creating.yaml(inputs), tabs("yaml"), inputs);
    }

    private List<FormView.Tab> tabs(String here) {
        List<FormView.Tab> tabs = new ArrayList<>();
        for (Descriptor known : sources.packages()) {
            tabs.add(new FormView.Tab(
                    known.title(),
                    Creating.FORM + "?package=" + known.name(),
                    known.name().equals(here)));
        }
        tabs.add(new FormView.Tab("From YAML", Creating.YAML, here.equals("yaml")));
        return tabs;
    }

    private void thaw(Context context) throws Exception {
        Task task = new Task(
                "Thaw",
                "Thaw",
                "Much was lost at once, and everything disruptive is held until a person has looked. Go on only when you know what happened, and"
                        + " that nothing is lost which will come back by itself.",
                "/do/thaw",
                Deed.Care.NONE,
                false,
                List.of(),
                "",
                "/",
                "/",
                sources.view().frozen().isPresent() ? Optional.empty() : Optional.of("Nothing is held."),
                () -> Wish.post("/v1/thaw", new Asks.Nothing()));
        doing.answer(context, Area.CLUSTERS, task, List.of(), Inputs.of(context));
    }
}
