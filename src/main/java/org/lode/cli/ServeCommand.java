package org.lode.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.lode.Lode;
import org.lode.model.Failure;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.StartFailed;
import org.lode.store.Startup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Hooks;

/** Serves the dataset. Its help lists all settings. */
@Command(
        name = "serve",
        description = {
            "Serve the dataset; this is what happens when no command is named.",
            "Takes settings as options, like --server.port=8080 --lode.data-dir=FOLDER --lode.origin=FOLDER."
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private static final String PORT = "server.port";
    private static final String MANAGEMENT_PORT = "management.server.port";

    /** How long a signal waits for the start to end. */
    private static final int STOP_SECONDS = 60;

    @Mixin
    private Commands.SettingArguments arguments = new Commands.SettingArguments();

    /** Has the help list the settings. */
    @Spec
    void spec(CommandSpec spec) {
        String heading = "Settings, each also an environment variable; lode settings --json lists them for programs:";
        spec.usageMessage()
                .sectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_FOOTER,
                        help -> "%n%s%n%s%n".formatted(heading, String.join("%n".formatted(), Settings.lines())));
    }

    @Override
    public Integer call() {
        start(arguments.settings().toArray(String[]::new));
        return Commands.RUNNING;
    }

    /**
     * Starts the server with these settings; returns empty when a signal ended the start. Fails with a {@link Failure} that
     * names the cause.
     */
    static Optional<ConfigurableApplicationContext> start(String... settings) {
        Startup startup = new Startup();
        CompletableFuture<Optional<ConfigurableApplicationContext>> started = new CompletableFuture<>();
        // Spring's own hook would wait for the start to finish, however long that takes.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(startup, started), "lode-end"));
        try {
            started.complete(run(startup, settings));
        } finally {
            // Has no effect on a running server.
            started.complete(Optional.empty());
        }
        return started.join();
    }

    /** Ends the start or stops the server, and waits for it. */
    private static void stop(Startup startup, CompletableFuture<Optional<ConfigurableApplicationContext>> started) {
        LOG.info("Lode stops");
        startup.end();
        started.completeOnTimeout(Optional.empty(), STOP_SECONDS, TimeUnit.SECONDS)
                .join()
                .ifPresent(ConfigurableApplicationContext::close);
    }

    private static Optional<ConfigurableApplicationContext> run(Startup startup, String... settings) {
        // Reactor drops a failure after the end of its stream: a client has gone, or the server stops.
        Hooks.onErrorDropped(failure -> LOG.debug("a failure after the end of its stream", failure));
        SpringApplication application = new SpringApplication(Lode.class);
        application.setRegisterShutdownHook(false);
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("startup", startup));
        AtomicReference<String> managementPort = new AtomicReference<>("");
        application.addListeners((ApplicationListener<ApplicationEnvironmentPreparedEvent>) event -> {
            Settings.check(event.getEnvironment());
            port(event.getEnvironment(), PORT);
            managementPort.set(port(event.getEnvironment(), MANAGEMENT_PORT));
            LOG.info(
                    "Lode {} starts on Java {}, process {}",
                    Commands.program(),
                    Runtime.version().feature(),
                    ProcessHandle.current().pid());
            requireFree(event.getEnvironment(), PORT, "server.address");
            requireFree(event.getEnvironment(), MANAGEMENT_PORT, "management.server.address");
        });
        application.addListeners((ApplicationListener<WebServerInitializedEvent>) ServeCommand::logAddress);
        try {
            return Optional.of(application.run(settings));
        } catch (RuntimeException e) {
            if (!startup.isEnded()) {
                throw failure(e, managementPort.get());
            }
            LOG.debug("the start was ended", e);
            return Optional.empty();
        }
    }

    /** Returns the setting of a port. Spring Boot, which reads it next, does not name the setting in its failure. */
    private static String port(Environment environment, String setting) {
        try {
            return String.valueOf(environment.getProperty(setting, Integer.class));
        } catch (ConversionException e) {
            throw new BadInput(setting, environment.getProperty(setting), "Integer", e);
        }
    }

    /** Fails when a port is in use: before the database is filled, which can take minutes. */
    private static void requireFree(Environment environment, String setting, String address) {
        int port = environment.getRequiredProperty(setting, Integer.class);
        if (port <= 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            String host = environment.getProperty(address, "");
            socket.bind(host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port));
        } catch (java.net.BindException e) {
            throw inUse(setting, port, e);
        } catch (IOException | IllegalArgumentException e) {
            // The web server will report what is wrong.
            LOG.debug("{}: {} cannot be tried", setting, port, e);
        }
    }

    private static StartFailed inUse(String setting, int port, Exception cause) {
        return new StartFailed(
                "%s: %d is in use by another program (expected: a free port)".formatted(setting, port), cause);
    }

    private static void logAddress(WebServerInitializedEvent event) {
        boolean management = "management".equals(event.getApplicationContext().getServerNamespace());
        String address = event.getApplicationContext()
                .getEnvironment()
                .getProperty(management ? "management.server.address" : "server.address", "localhost");
        LOG.info(
                management ? "Health and figures are at http://{}:{}/actuator/health" : "Lode listens on http://{}:{}/",
                address.contains(":") ? "[" + address + "]" : address,
                event.getWebServer().getPort());
    }

    /**
     * Returns the failure of a start for people: Lode's own among the causes, else one that names the port or the setting, else
     * the message of the last cause.
     */
    static Failure failure(RuntimeException failure, String managementPort) {
        Failure own = ExceptionUtils.throwableOfType(failure, Failure.class);
        if (own != null) {
            return own;
        }
        PortInUseException port = ExceptionUtils.throwableOfType(failure, PortInUseException.class);
        if (port != null) {
            boolean management = managementPort.equals(String.valueOf(port.getPort()));
            return inUse(management ? MANAGEMENT_PORT : PORT, port.getPort(), failure);
        }
        LOG.debug("the start failed", failure);
        BindException unreadable = ExceptionUtils.throwableOfType(failure, BindException.class);
        return unreadable != null ? unreadable(unreadable) : new StartFailed(deepest(failure), failure);
    }

    private static String deepest(Throwable failure) {
        return JsonCommand.line(NestedExceptionUtils.getMostSpecificCause(failure));
    }

    private static BadInput unreadable(BindException failure) {
        ConfigurationProperty property = failure.getProperty();
        String type = failure.getTarget().getType().toClass().getSimpleName();
        return property == null
                ? new BadInput(failure.getName().toString(), deepest(failure), type, failure)
                : new BadInput(property.getName().toString(), property.getValue(), type, failure);
    }
}
