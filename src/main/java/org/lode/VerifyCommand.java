package org.lode;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lode.database.Visit;
import org.lode.failure.DatasetDamaged;
import org.lode.failure.StartFailed;
import org.lode.kind.DataPackageReader;
import org.lode.mirror.Mirror;
import org.lode.publish.InspectionStore;
import org.lode.publish.Proof;
import org.lode.publish.Report;
import org.lode.release.Published;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proves releases: those of a dataset folder from its files, or those of a database from every row of its tables. */
@Command(
        name = "verify",
        description = {
            "Prove every release: of a dataset folder from its files alone, or of a database from all its rows.",
            "Takes settings that name the database, like --lode.data-dir=FOLDER; a Lode may run on it meanwhile."
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--dataset", description = "The dataset folder; the database when not given.")
    private @Nullable Path dataset;

    @Option(names = "--repair", description = "Repair the database, from --lode.origin where it cannot do it alone.")
    private boolean repair;

    @Option(names = "--json", description = "Say it in JSON.")
    private boolean json;

    @Parameters(paramLabel = "--SETTING=VALUE", arity = "0..*", description = "Settings.")
    private List<String> settings = new ArrayList<>();

    @Override
    public Integer call() {
        if (dataset == null) {
            return database();
        }
        if (repair || !settings.isEmpty()) {
            throw new ParameterException(
                    spec().commandLine(), "--dataset: only files are proved (expected: neither --repair nor settings)");
        }
        return files(dataset);
    }

    private int files(Path folder) {
        List<Published> held = new ArrayList<>();
        try {
            Proof.of(folder, release -> {
                held.add(release);
                say(json ? "" : Wording.holds(release));
            });
            say(json ? Wording.json(held, null) : "");
            return 0;
        } catch (DatasetDamaged e) {
            if (!json) {
                throw e;
            }
            say(Wording.json(held, Wording.line(e)));
            return 1;
        }
    }

    private int database() {
        CommandSettings read = CommandSettings.of(settings, "WARN");
        try (Visit visit = Visit.of(read.database())) {
            InspectionStore store =
                    new InspectionStore(visit.source(), DataPackageReader.bundled(), Terminal.progress());
            if (repair) {
                store.fillLineHashes();
            }
            Report report = repair ? store.repair(Mirror.originals(read.mirror())) : store.check();
            if (report.releases().isEmpty() && report.damages().isEmpty()) {
                throw new StartFailed("the database holds no release (expected: one that a Lode has loaded)");
            }
            tell(report);
            return report.holds() ? 0 : 1;
        }
    }

    private void tell(Report report) {
        if (json) {
            say(Wording.json(report));
            return;
        }
        PrintWriter err = spec().commandLine().getErr();
        report.damages().forEach(damage -> err.println((report.repaired() ? "repaired " : "") + damage.line()));
        if (!report.complete()) {
            err.println("lode: the tables were not compared (expected: verify --repair, which puts this right first)");
        }
        if (report.holds()) {
            report.releases().forEach(release -> say(Wording.holds(release)));
        }
    }

    /** Says something, if there is something to say. */
    private void say(String text) {
        if (!text.isEmpty()) {
            spec().commandLine().getOut().println(text);
        }
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli gives every command its specification");
        }
        return spec;
    }
}
