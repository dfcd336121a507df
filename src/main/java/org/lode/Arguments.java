package org.lode;

import java.util.ArrayList;
import java.util.List;

/** What people type, as the command line reads it. */
final class Arguments {
    private static final String SERVE = "serve";
    private static final String VERIFY = "verify";
    private static final String SETTING = "--[a-z-]+\\..*";
    private static final List<String> ABOUT = List.of("--help", "-h", "--version", "-V");

    private Arguments() {}

    /** The arguments with their command named, and settings of the server marked as such. */
    static String[] withCommand(String... args) {
        boolean named = args.length > 0 && args[0].equals(SERVE);
        if (args.length > 0 && args[0].equals(VERIFY)) {
            return withSettingsLast(List.of(args));
        }
        boolean serve = args.length == 0 || named || (args[0].startsWith("--") && !ABOUT.contains(args[0]));
        if (!serve) {
            return args;
        }
        List<String> settings = List.of(args).subList(named ? 1 : 0, args.length);
        if (settings.stream().anyMatch(ABOUT::contains)) {
            return new String[] {"--help"};
        }
        List<String> all = new ArrayList<>(List.of(SERVE, "--"));
        all.addAll(settings);
        return all.toArray(String[]::new);
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
