package org.lode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What people type, as the command line reads it. */
final class Arguments {
    private static final String SERVE = "serve";
    private static final List<String> WITH_SETTINGS = List.of("verify", "mirror", "train");
    private static final String UNSIGNED = "--insecure-unsigned";
    private static final String UNSIGNED_SETTING = "--lode.mirror.insecure-unsigned=true";
    private static final String SETTING = "--[a-z-]+\\..*";
    private static final List<String> ABOUT = List.of("--help", "-h", "--version", "-V");

    private Arguments() {}

    /** The arguments with their command named, and settings of the server marked as such. */
    static String[] withCommand(String... typed) {
        String[] args = Stream.of(typed)
                .map(argument -> argument.equals(UNSIGNED) ? UNSIGNED_SETTING : argument)
                .toArray(String[]::new);
        boolean named = args.length > 0 && args[0].equals(SERVE);
        if (args.length > 0 && WITH_SETTINGS.contains(args[0])) {
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
