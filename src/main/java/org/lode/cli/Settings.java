package org.lode.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The settings that there are, and the check that no other is given.
 *
 * <p>Spring Boot's annotation processor lists them while Lode is compiled, with what the Javadoc of the records says. The
 * help, the command {@code settings} and docs/configuration.md show the same list.
 */
final class Settings {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final String PREFIX = "lode";
    private static final String UNKNOWN = "no such setting";
    private static final String LISTED = "one that lode settings lists";

    /** What Kubernetes and Docker set in every container beside a service that is called lode. */
    private static final String OF_CONTAINERS = "LODE_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP)(_.*)?)?)";

    private Settings() {}

    /**
     * One setting.
     *
     * @param type like {@code Duration}
     * @param fallback the value that applies when none is given; null for none
     * @param meaning in words, with the names of other things as {@code {@code name}}
     */
    record Setting(String name, String type, @Nullable String fallback, String meaning) {

        /** The environment variable that sets it. */
        String variable() {
            return name.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
        }

        /** The meaning for a terminal. */
        String plainMeaning() {
            return meaning.replaceAll("\\{@code ([^}]*)}", "$1");
        }

        /** Whether names below this one are settings, too. */
        boolean hasMembers() {
            return type.startsWith("Map") || type.startsWith("List");
        }

        private ConfigurationPropertyName path() {
            return ConfigurationPropertyName.of(name);
        }

        private boolean takes(ConfigurationPropertyName given) {
            return path().equals(given) || (hasMembers() && path().isAncestorOf(given));
        }

        private boolean takesVariable(String given) {
            // Spring Boot takes both forms.
            String dashed = name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
            return Stream.of(variable(), dashed)
                    .anyMatch(own -> given.equals(own) || (hasMembers() && given.startsWith(own + "_")));
        }
    }

    /** All settings of Lode, and the few of Spring Boot that its documents name, in the order of names. */
    static List<Setting> all() {
        return List.copyOf(Own.ALL);
    }

    /** Read once, and only when asked for. */
    private static final class Own {
        private static final List<Setting> ALL = metadata()
                .map(Settings::read)
                .filter(settings ->
                        settings.stream().anyMatch(setting -> setting.name().startsWith(PREFIX + ".")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        METADATA + " of Lode is missing (expected: classes that Maven compiled)"));
    }

    private static Stream<URL> metadata() {
        try {
            return Collections.list(Settings.class.getClassLoader().getResources(METADATA)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Setting> read(URL file) {
        try (InputStream in = file.openStream()) {
            return JsonMapper.shared()
                    .readTree(in)
                    .path("properties")
                    .valueStream()
                    .map(Settings::setting)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Setting setting(JsonNode property) {
        String fallback = property.path("defaultValue").asString("");
        return new Setting(
                property.path("name").asString(),
                property.path("type").asString("").replaceAll("[a-z.]+\\.", ""),
                fallback.isEmpty() ? null : fallback,
                property.path("description").asString(""));
    }

    /**
     * Fails with the first setting of Lode that does not exist, wherever it is given, and with the first option of the command
     * line that neither Lode nor Spring Boot knows.
     */
    static void check(ConfigurableEnvironment environment) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            switch (source) {
                case CommandLinePropertySource<?> options ->
                    List.of(options.getPropertyNames()).forEach(Settings::checkOption);
                case SystemEnvironmentPropertySource variables ->
                    List.of(variables.getPropertyNames()).forEach(Settings::checkVariable);
                case EnumerablePropertySource<?> properties ->
                    Stream.of(properties.getPropertyNames())
                            .filter(Settings::isOurs)
                            .forEach(name -> checkOwn(name, name));
                default -> {}
            }
        }
    }

    private static boolean isOurs(String name) {
        return name.startsWith(PREFIX + ".");
    }

    private static void checkOption(String name) {
        if (isOurs(name)) {
            checkOwn("--" + name, name);
        } else if (all().stream().noneMatch(setting -> setting.takes(path(name))) && !isOfSpringBoot(name)) {
            throw unknown("--" + name, name, names());
        }
    }

    private static void checkOwn(String given, String name) {
        if (all().stream().noneMatch(setting -> setting.takes(path(name)))) {
            throw unknown(given, name, all().stream().map(Setting::name).toList());
        }
    }

    private static void checkVariable(String name) {
        if (name.startsWith("LODE_")
                && !name.matches(OF_CONTAINERS)
                && all().stream().noneMatch(setting -> setting.takesVariable(name))) {
            throw unknown(name, name, all().stream().map(Setting::variable).toList());
        }
    }

    private static BadInput unknown(String given, String name, List<String> known) {
        return new BadInput(
                given, UNKNOWN, Nearest.of(name, known).map(near -> near + "?").orElse(LISTED));
    }

    private static ConfigurationPropertyName path(String name) {
        return ConfigurationPropertyName.adapt(name, '.');
    }

    /** Whether it is a property that a library on the class path declares, or lies below one, like {@code logging.level.org}. */
    private static boolean isOfSpringBoot(String name) {
        ConfigurationPropertyName given = path(name);
        Set<ConfigurationPropertyName> declared = new HashSet<>();
        libraries().forEach(setting -> declared.add(setting.path()));
        for (ConfigurationPropertyName part = given; !part.isEmpty(); part = part.getParent()) {
            if (declared.contains(part)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(all().stream().map(Setting::name).toList());
        names.add(Arguments.UNSIGNED.substring(2));
        libraries().map(Setting::name).forEach(names::add);
        return names;
    }

    private static Stream<Setting> libraries() {
        return metadata()
                .flatMap(file -> read(file).stream())
                .filter(setting -> ConfigurationPropertyName.isValid(setting.name()));
    }

    /** The list for a terminal. */
    static List<String> lines() {
        return all().stream()
                .flatMap(setting -> Stream.of(
                        setting.name(),
                        "    " + setting.plainMeaning(),
                        "    default: %s; environment: %s"
                                .formatted(
                                        setting.fallback() == null ? "none" : setting.fallback(), setting.variable())))
                .toList();
    }
}
