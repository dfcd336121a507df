package org.lode.cli;

import java.util.ArrayList;
import java.util.List;
import org.lode.mirror.MirrorSettings;
import org.lode.store.DatabaseSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The settings of a command that works on the database: as the server reads them, and nothing of it is started.
 *
 * @param namesOrigin whether {@code lode.origin} is given, and is not only the default
 */
record CommandSettings(DatabaseSettings database, MirrorSettings mirror, boolean namesOrigin) {

    @EnableConfigurationProperties({DatabaseSettings.class, MirrorSettings.class})
    static final class Source {}

    /** Reads options, variables and files, and logs from this level on; fails with the setting that cannot be read. */
    static CommandSettings of(List<String> options, String level) {
        SpringApplication application = new SpringApplication(Source.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.addListeners((ApplicationListener<ApplicationEnvironmentPreparedEvent>)
                event -> Settings.check(event.getEnvironment()));
        List<String> all = new ArrayList<>(List.of("--logging.level.org.lode=" + level));
        all.addAll(options);
        try (ConfigurableApplicationContext context = application.run(all.toArray(String[]::new))) {
            return new CommandSettings(
                    context.getBean(DatabaseSettings.class),
                    context.getBean(MirrorSettings.class),
                    context.getEnvironment().containsProperty("lode.origin"));
        } catch (RuntimeException e) {
            throw Serving.inWords(e, "");
        }
    }
}
