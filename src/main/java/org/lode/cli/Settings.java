package org.lode.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.mirror.MirrorSettings;
import org.lode.model.Failure.BadInput;
import org.lode.store.Database.DatabaseSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.function.SingletonSupplier;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The list of all settings, and the check that no other is given.
 *
 * <p>Spring Boot's annotation processor makes the list from the Javadoc of the settings records while Lode is compiled. The
 * help, the command {@code settings} and README.md show the same list.
 */
final class Settings {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    /** Variables that Kubernetes and Docker set in containers beside a service named lode. */
    private static final String OF_CONTAINERS = "LODE_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP)(_.*)?)?)";

    private static final SingletonSupplier<List<Setting>> ALL = SingletonSupplier.of(Settings::readOwn);

    private Settings() {}

    /**
     * The settings of a command that works on the database without the server.
     *
     * @param namesOrigin whether {@code lode.origin} is given
     */
    record Loaded(DatabaseSettings database, MirrorSettings mirror, boolean namesOrigin) {}

    /**
     * Reads the settings of a command as the server does: from options, variables and files. Sets the level of the log. Fails at
     * the first setting that is unknown or cannot be read.
     */
    static Loaded load(List<String> options, String level) {
        SpringApplication application = new SpringApplication(Source.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.addListeners(
                (ApplicationListener<ApplicationEnvironmentPreparedEvent>) event -> check(event.getEnvironment()));
        String[] all = Stream.concat(Stream.of("--logging.level.org.lode=" + level), options.stream())
                .toArray(String[]::new);
        try (ConfigurableApplicationContext context = application.run(all)) {
            return new Loaded(
                    context.getBean(DatabaseSettings.class),
                    context.getBean(MirrorSettings.class),
                    context.getEnvironment().containsProperty("lode.origin"));
        } catch (RuntimeException e) {
            throw ServeCommand.failure(e, "");
        }
    }

    @EnableConfigurationProperties({DatabaseSettings.class, MirrorSettings.class})
    static final class Source {}

    /**
     * One setting.
     *
     * @param type like {@code Duration}
     * @param fallback the default value; null for none
     * @param meaning text with {@code {@code name}} around names
     */
    record Setting(String name, String type, @Nullable String fallback, String meaning) {

        String variable() {
            return name.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
        }

        String plainMeaning() {
            return meaning.replaceAll("\\{@code ([^}]*)}", "$1");
        }

        /** Returns whether names below this one are settings, too. */
        boolean hasMembers() {
            return type.startsWith("Map") || type.startsWith("List");
        }

        private boolean takes(ConfigurationPropertyName given) {
            return hasMembers() ? covers(given) : path(name).equals(given);
        }

        /** Returns whether it is the given property or one above it, like {@code logging.level}. */
        private boolean covers(ConfigurationPropertyName given) {
            return path(name).equals(given) || path(name).isAncestorOf(given);
        }

        private boolean takesVariable(String given) {
            // Spring Boot accepts both forms.
            String dashed = name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
            return Stream.of(variable(), dashed)
                    .anyMatch(own -> given.equals(own) || (hasMembers() && given.startsWith(own + "_")));
        }
    }

    /** Returns all settings of Lode, and the few of Spring Boot that its documents name, in the order of names. */
    static List<Setting> all() {
        return ALL.obtain();
    }

    private static List<Setting> readOwn() {
        return metadata()
                .filter(settings -> settings.stream().anyMatch(setting -> isOwn(setting.name())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        METADATA + " of Lode is missing (expected: classes that Maven compiled)"));
    }

    /** Returns the settings that each library declares. */
    private static Stream<List<Setting>> metadata() {
        return Settings.class.getClassLoader().resources(METADATA).map(Settings::read);
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

    /** Fails at the first unknown setting of Lode from any source, and at the first option that Spring Boot does not know either. */
    static void check(ConfigurableEnvironment environment) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            switch (source) {
                case CommandLinePropertySource<?> options ->
                    List.of(options.getPropertyNames()).forEach(Settings::checkOption);
                case SystemEnvironmentPropertySource variables ->
                    List.of(variables.getPropertyNames()).forEach(Settings::checkVariable);
                case EnumerablePropertySource<?> properties ->
                    Stream.of(properties.getPropertyNames())
                            .filter(Settings::isOwn)
                            .forEach(name -> checkOwn(name, name));
                default -> {}
            }
        }
    }

    private static boolean isOwn(String name) {
        return name.startsWith("lode.");
    }

    private static void checkOption(String name) {
        if (isOwn(name)) {
            checkOwn("--" + name, name);
        } else if (declared().noneMatch(setting -> setting.covers(path(name)))) {
            Stream<String> declared = declared().map(Setting::name);
            throw unknown("--" + name, name, Stream.concat(Stream.of(Commands.UNSIGNED.substring(2)), declared));
        }
    }

    private static void checkOwn(String given, String name) {
        if (all().stream().noneMatch(setting -> setting.takes(path(name)))) {
            throw unknown(given, name, all().stream().map(Setting::name));
        }
    }

    private static void checkVariable(String name) {
        if (name.startsWith("LODE_")
                && !name.matches(OF_CONTAINERS)
                && all().stream().noneMatch(setting -> setting.takesVariable(name))) {
            throw unknown(name, name, all().stream().map(Setting::variable));
        }
    }

    private static BadInput unknown(String given, String name, Stream<String> known) {
        String expected = Commands.suggestion(name, known.toList(), "one that lode settings lists");
        return new BadInput(given, "no such setting", expected);
    }

    private static ConfigurationPropertyName path(String name) {
        return ConfigurationPropertyName.adapt(name, '.');
    }

    private static Stream<Setting> declared() {
        return metadata().flatMap(List::stream).filter(setting -> ConfigurationPropertyName.isValid(setting.name()));
    }

    /** Returns the list for a terminal. */
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

    /** Lists all settings. */
    @Command(
            name = "settings",
            description = {
                "List all settings with their meaning, their default, and the environment variable that sets them.",
                "A setting is also an option of serve, verify and mirror, like --lode.data-dir=FOLDER."
            })
    static final class ListCommand extends JsonCommand {
        @Override
        public Integer call() {
            lines().forEach(this::line);
            ArrayNode settings = JsonNodeFactory.instance.arrayNode();
            all().forEach(setting -> settings.addObject()
                    .put("name", setting.name())
                    .put("type", setting.type())
                    .put("default", setting.fallback())
                    .put("environment", setting.variable())
                    .put("meaning", setting.plainMeaning()));
            return done(object().putPOJO("settings", settings));
        }
    }
}
