package dev.holdfast.cli;

import dev.holdfast.api.wire.PackageInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "packages", description = "Show the databases that can be run, their versions, groups and options.")
final class PackagesCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        List<PackageInfo> packages = remote.client().list("/v1/packages", PackageInfo.class);
        output.emit(packages, out -> packages.forEach(known -> print(known, out)));
        return Exit.DONE;
    }

    private void print(PackageInfo known, PrintWriter out) {
        out.println(output.paint().bold(known.name()) + "  " + known.title());
        out.println("  versions " + String.join(", ", known.versions()) + " (usual: " + known.defaultVersion() + ")");
        known.groups()
                .forEach(group -> out.println("  group " + group.name() + ": " + group.count() + " nodes of "
                        + Texts.number(group.cpus()) + " cpus, " + Texts.megabytes(group.memory()) + " memory, "
                        + Texts.megabytes(group.disk()) + " disk"));
        known.options()
                .forEach((option, usual) -> out.println("  options." + option
                        + (usual.isEmpty() ? "" : " (usual: " + usual + ")")
                        + Optional.ofNullable(known.optionTexts().get(option))
                                .map(text -> ": " + text)
                                .orElse("")));
        known.tools().forEach((tool, about) -> out.println("  tool " + tool + ": " + about));
    }
}
