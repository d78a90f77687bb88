package dev.holdfast.web.act;

import dev.holdfast.api.wire.Asks;
import java.util.List;

/** Everything of a cluster goes. */
final class UninstallDeed implements Deed {

    @Override
    public String name() {
        return "uninstall";
    }

    @Override
    public String label() {
        return "Uninstall";
    }

    @Override
    public String about(Subject subject) {
        return "Destroys " + subject.cluster().name()
                + " with all its data: processes end, volumes are destroyed, resources go back. Nothing brings it back but a backup.";
    }

    @Override
    public Care care(Inputs inputs) {
        return Care.ALWAYS;
    }

    @Override
    public boolean hasPreview() {
        return true;
    }

    @Override
    public List<Section> sections(Subject subject, Inputs inputs) {
        return List.of();
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        return Wish.post(subject.path() + "/uninstall", new Asks.Uninstall(inputs.text(Doing.CONFIRM)));
    }
}
