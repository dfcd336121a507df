package org.lode.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.lode.author.ReleaseArchive;
import org.lode.mirror.Mirror;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.DiskFull;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Failure.Unavailable;
import org.lode.release.Manifest.Published;
import org.lode.store.CommandDatabase;
import org.lode.store.InspectionStore;
import org.lode.store.InspectionStore.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Verifies releases: of a dataset folder from its files, or of a database from all its rows. */
@Command(
        name = "verify",
        description = {
            "Prove every release: of a dataset folder from its files alone, or of a database from all its rows.",
            "Takes settings that name the database, like --lode.data-dir=FOLDER; a Lode may run on it meanwhile."
        })
final class VerifyCommand extends JsonCommand {
    @Option(names = "--dataset", description = "The dataset folder; the database when not given.")
    private @Nullable Path dataset;

    @Option(
            names = "--repair",
            description = "Repair the database, from --lode.origin where its sound rows do not suffice.")
    private boolean repair;

    @Mixin
    private Commands.SettingArguments arguments = new Commands.SettingArguments();

    @Override
    public Integer call() {
        List<String> settings = arguments.settings();
        if (dataset == null) {
            return database(Settings.load(settings, "WARN"));
        }
        if (repair || !settings.isEmpty()) {
            throw new BadInput("--dataset", dataset, "neither --repair nor settings beside it: only files are proved");
        }
        return files(dataset);
    }

    private int files(Path folder) {
        List<Published> held = new ArrayList<>();
        try {
            ReleaseArchive.verify(folder, release -> {
                held.add(release);
                line(holds(release));
            });
            return done(object(held, null));
        } catch (DatasetDamaged e) {
            return failed(e, object(held, line(e)));
        }
    }

    /** Returns the result for programs; {@code problem} is the first problem, null when there is none. */
    private static ObjectNode object(List<Published> held, @Nullable String problem) {
        return object().put("holds", problem == null).put("problem", problem).putPOJO("releases", releases(held));
    }

    private int database(Settings.Loaded settings) {
        try (CommandDatabase database = CommandDatabase.existing(settings.database())) {
            Report report = report(database, settings);
            if (report.releases().isEmpty() && report.damages().isEmpty()) {
                throw new StartFailed("the database holds no release (expected: one that a Lode has loaded)");
            }
            return print(report);
        }
    }

    private Report report(CommandDatabase database, Settings.Loaded settings) {
        InspectionStore store = new InspectionStore(database.source(), DataPackageReader.bundled(), progress());
        try {
            return repair ? repaired(store, database.source(), settings) : store.check();
        } catch (DiskFull | Unavailable e) {
            throw database.cause(e);
        }
    }

    /**
     * Repairs the database. Without {@code lode.origin}, the rows come from the dataset within this program, which may be the
     * origin of the database. Each row is verified against its hash, so rows of another origin do no harm.
     */
    private static Report repaired(InspectionStore store, DataSource source, Settings.Loaded settings) {
        try {
            return store.repair(Mirror.originals(settings.mirror(), source));
        } catch (DatasetDamaged e) {
            if (settings.namesOrigin()) {
                throw e;
            }
            throw new BadInput(
                    "lode.origin",
                    "nothing",
                    "the address or folder that this database was filled from; the dataset within this program does not suffice: "
                            + line(e),
                    e);
        }
    }

    private int print(Report report) {
        report.damages().forEach(damage -> problem((report.repaired() ? "repaired " : "") + damage.line()));
        String first = report.holds() ? null : report.damages().getFirst().line();
        ObjectNode object = object(report.releases(), first)
                .put("complete", report.complete())
                .put("repaired", report.repaired());
        ArrayNode damages = object.putArray("damages");
        report.damages()
                .forEach(damage -> damages.addObject()
                        .put("table", damage.table())
                        .put("row", damage.row())
                        .put("problem", damage.problem()));
        if (report.holds()) {
            report.releases().forEach(release -> line(holds(release)));
            return done(object);
        }
        String advice = report.complete()
                ? " (expected: none; verify --repair repairs)"
                : ", and the tables were not compared (expected: verify --repair, which repairs these first)";
        return failed(new DatasetDamaged(count(report.damages().size(), "damage") + advice), object);
    }
}
