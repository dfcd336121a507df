package org.lode;

import java.lang.reflect.Parameter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** The settings that there are, as the records of the rooms declare them. */
final class Settings {
    /** Of Spring Boot, and set by application.yaml. */
    private static final Map<String, String> PORTS = Map.of("server.port", "8080", "management.server.port", "8081");

    private Settings() {}

    /** Every setting and the environment variable that sets it. */
    static Map<String, String> environment() {
        Map<String, String> names = new TreeMap<>();
        PORTS.keySet().forEach(name -> names.put(name, variable(name)));
        each((name, setting) -> names.put(name, variable(name)));
        return names;
    }

    /** The settings that have a default, and the default. */
    static Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>(PORTS);
        each((name, setting) -> {
            DefaultValue value = setting.getAnnotation(DefaultValue.class);
            if (value != null && value.value().length == 1 && !value.value()[0].isEmpty()) {
                defaults.put(name, value.value()[0]);
            }
        });
        return defaults;
    }

    private static String variable(String name) {
        return name.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
    }

    private static void each(BiConsumer<String, Parameter> found) {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        scan.findCandidateComponents("org.lode").forEach(candidate -> {
            Class<?> type = ClassUtils.resolveClassName(String.valueOf(candidate.getBeanClassName()), null);
            each(type.getAnnotation(ConfigurationProperties.class).value(), type, found);
        });
    }

    private static void each(String prefix, Class<?> type, BiConsumer<String, Parameter> found) {
        for (Parameter setting : type.getDeclaredConstructors()[0].getParameters()) {
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(setting.getName());
            if (setting.getType().isRecord()) {
                each(name, setting.getType(), found);
            } else {
                found.accept(name, setting);
            }
        }
    }
}
