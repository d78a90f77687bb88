package dev.holdfast.web.act;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes on with a plan; may override the rule that holds it. */
final class ResumeDeed implements Deed {

    private static final String OVERRIDE = "override";

    @Override
    public String name() {
        return "resume";
    }

    @Override
    public String label() {
        return "Resume";
    }

    @Override
    public String about(Subject subject) {
        return "Goes on with the plan. A rule that holds it may be overridden, for what it holds now and only for that: read what it protects"
                + " first.";
    }

    @Override
    public Care care(Inputs inputs) {
        return inputs.text(OVERRIDE).isEmpty() ? Care.NONE : Care.ALWAYS;
    }

    @Override
    public boolean hasPreview() {
        return false;
    }

    @Override
    public List<Section> sections(Subject subject, Inputs inputs) {
        List<Field.Choice> rules = new ArrayList<>();
        rules.add(new Field.Choice("", "go on, and keep every rule"));
        Map<String, String> holding = holding(subject);
        String wanted = inputs.text(OVERRIDE);
        if (!wanted.isEmpty()) {
            holding.putIfAbsent(wanted, "holds nothing at the moment");
        }
        holding.forEach((rule, text) -> rules.add(new Field.Choice(rule, "override " + rule + ": " + text)));
        return List.of(Section.of(
                List.of(Field.of(Field.Kind.CHOICE, OVERRIDE, "How", wanted).choosing(rules))));
    }

    /** What holds the plan, by the word with which it is overridden. */
    private static Map<String, String> holding(Subject subject) {
        Map<String, String> rules = new LinkedHashMap<>();
        subject.cluster().plan().filter(Plan::isActive).stream()
                .flatMap(Plan::steps)
                .filter(step -> step.status() == Step.Status.WAITING)
                .flatMap(step -> step.reason().stream())
                .filter(reason -> Menu.override(reason.remedy()).isPresent())
                .forEach(reason -> rules.putIfAbsent(word(reason), reason.text()));
        return rules;
    }

    private static String word(Reason reason) {
        return Menu.override(reason.remedy()).orElse(reason.rule());
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        return Wish.post(subject.path() + "/resume", new Asks.Resume(inputs.text(OVERRIDE)));
    }

    @Override
    public Optional<String> pointless(Subject subject) {
        return subject.cluster().plan().filter(Plan::isActive).isPresent()
                ? Optional.empty()
                : Optional.of("No plan is under way for " + subject.cluster().name() + ".");
    }
}
