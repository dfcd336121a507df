package org.lode.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.lode.model.Failure.BadInput;
import picocli.CommandLine.Parameters;

/** The settings on the command line, which stand among the options of a command and are passed on to Spring Boot. */
final class Arguments {
    static final String UNSIGNED = "--insecure-unsigned";
    private static final String UNSIGNED_SETTING = "--lode.mirror.insecure-unsigned=true";
    private static final String SERVE = "serve";
    private static final List<String> WITH_SETTINGS = List.of("verify", "mirror", "train");
    private static final String SETTING = "--[A-Za-z-]+\\..*";
    private static final List<String> HELP = List.of("--help", "-h");
    private static final List<String> VERSION = List.of("--version", "-V");

    @Parameters(
            paramLabel = "--SETTING=VALUE",
            arity = "0..*",
            description = "Settings, like --lode.data-dir=FOLDER; lode settings lists them.")
    private List<String> settings = new ArrayList<>();

    /** The settings; fails with the first argument that is none. */
    List<String> settings() {
        settings.stream()
                .filter(argument -> !argument.startsWith("--"))
                .findFirst()
                .ifPresent(argument -> {
                    throw new BadInput(argument, "no such argument", "settings, like --lode.data-dir=FOLDER");
                });
        return settings;
    }

    /** The arguments with their command named, and settings of the server marked as such. */
    static String[] withCommand(String... typed) {
        List<String> args = Stream.of(typed)
                .map(argument -> argument.equals(UNSIGNED) ? UNSIGNED_SETTING : argument)
                .toList();
        String first = args.isEmpty() ? SERVE : args.getFirst();
        if (WITH_SETTINGS.contains(first)) {
            return withSettingsLast(args);
        }
        if (HELP.contains(first) || VERSION.contains(first) || !(first.equals(SERVE) || first.startsWith("--"))) {
            return args.toArray(String[]::new);
        }
        List<String> settings = args.stream()
                .skip(first.equals(SERVE) && !args.isEmpty() ? 1 : 0)
                .toList();
        if (settings.stream().anyMatch(HELP::contains)) {
            return new String[] {SERVE, "--help"};
        }
        return Stream.concat(Stream.of(SERVE, "--"), settings.stream()).toArray(String[]::new);
    }

    private static String[] withSettingsLast(List<String> args) {
        List<String> all = new ArrayList<>(
                args.stream().filter(argument -> !argument.matches(SETTING)).toList());
        List<String> settings =
                args.stream().filter(argument -> argument.matches(SETTING)).toList();
        if (!settings.isEmpty()) {
            all.add("--");
            all.addAll(settings);
        }
        return all.toArray(String[]::new);
    }
}
