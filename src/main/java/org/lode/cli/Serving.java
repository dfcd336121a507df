package org.lode.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Hooks;

/** Runs the server. */
final class Serving {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private static final String SERVED = "server.port";
    private static final String WATCHED = "management.server.port";

    /** The longest that a signal waits for a start to end. */
    private static final int PATIENCE_SECONDS = 60;

    private final Startup startup = new Startup();

    /** What the start came to: a running server, or none. */
    private final CompletableFuture<Optional<ConfigurableApplicationContext>> started = new CompletableFuture<>();

    private Serving() {}

    /** Starts the server with these settings; fails with what stood in the way, in words of ours. */
    static void start(String... settings) {
        started(settings);
    }

    /** Starts the server with these settings, does something while it runs, and stops it; fails as {@link #start} does. */
    static void during(Consumer<Environment> work, String... settings) {
        started(settings).ifPresent(context -> {
            try (context) {
                work.accept(context.getEnvironment());
            }
        });
    }

    /** Starts the server; nothing when a signal ended that. */
    private static Optional<ConfigurableApplicationContext> started(String... settings) {
        Serving serving = new Serving();
        // Not Spring's own hook: it waits for the start to finish, however long that takes.
        Runtime.getRuntime().addShutdownHook(new Thread(serving::end, "lode-end"));
        serving.run(settings);
        return serving.started.join();
    }

    /** Ends the start, or else stops the server, and waits for that. */
    private void end() {
        LOG.info("Lode stops");
        startup.end();
        started.completeOnTimeout(Optional.empty(), PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join()
                .ifPresent(ConfigurableApplicationContext::close);
    }

    private void run(String... settings) {
        // A client that is gone, or a stop: by then the stream has ended, and nobody waits for the failure.
        Hooks.onErrorDropped(failure -> LOG.debug("a failure after the end of its stream", failure));
        SpringApplication application = new SpringApplication(Lode.class);
        application.setRegisterShutdownHook(false);
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("startup", startup));
        AtomicReference<String> watched = new AtomicReference<>("");
        application.addListeners((ApplicationListener<ApplicationEnvironmentPreparedEvent>) event -> {
            Settings.check(event.getEnvironment());
            port(event.getEnvironment(), SERVED);
            watched.set(port(event.getEnvironment(), WATCHED));
            LOG.info(
                    "Lode {} starts on Java {}, process {}",
                    ProgramVersion.number(),
                    Runtime.version().feature(),
                    ProcessHandle.current().pid());
            requireFree(event.getEnvironment(), SERVED, "server.address");
            requireFree(event.getEnvironment(), WATCHED, "management.server.address");
        });
        application.addListeners((ApplicationListener<WebServerInitializedEvent>) Serving::sayAddress);
        try {
            started.complete(Optional.of(application.run(settings)));
        } catch (RuntimeException e) {
            if (!startup.isEnded()) {
                throw inWords(e, watched.get());
            }
            LOG.debug("the start was ended", e);
        } finally {
            // Of no effect when the server runs.
            started.complete(Optional.empty());
        }
    }

    /** Reads the setting of a port. Spring Boot, which reads it next, does not name the setting in its failure. */
    private static String port(Environment environment, String setting) {
        try {
            return String.valueOf(environment.getProperty(setting, Integer.class));
        } catch (ConversionException e) {
            throw new BadInput(setting, environment.getProperty(setting), "Integer", e);
        }
    }

    /** Looks before the database is filled, which may take minutes. */
    private static void requireFree(Environment environment, String setting, String address) {
        int port = environment.getRequiredProperty(setting, Integer.class);
        if (port <= 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            String host = environment.getProperty(address, "");
            socket.bind(host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port));
        } catch (java.net.BindException e) {
            throw new StartFailed(
                    "%s: %d is in use by another program (expected: a free port)".formatted(setting, port), e);
        } catch (IOException | IllegalArgumentException e) {
            // The server itself says what is wrong.
            LOG.debug("{}: {} cannot be tried", setting, port, e);
        }
    }

    private static void sayAddress(WebServerInitializedEvent event) {
        boolean management = "management".equals(event.getApplicationContext().getServerNamespace());
        String address = event.getApplicationContext()
                .getEnvironment()
                .getProperty(management ? "management.server.address" : "server.address", "localhost");
        LOG.info(
                management ? "Health and figures are at http://{}:{}/actuator/health" : "Lode listens on http://{}:{}/",
                address.contains(":") ? "[" + address + "]" : address,
                event.getWebServer().getPort());
    }

    /** What stood in the way, in words of ours; {@code watched} is the port of the figures. */
    static Failure inWords(RuntimeException failure, String watched) {
        Optional<Failure> ours = find(failure, Failure.class);
        if (ours.isPresent()) {
            return ours.get();
        }
        Optional<PortInUseException> port = find(failure, PortInUseException.class);
        if (port.isPresent()) {
            return new StartFailed(
                    "%s: %d is in use by another program (expected: a free port)"
                            .formatted(
                                    watched.equals(String.valueOf(port.get().getPort())) ? WATCHED : SERVED,
                                    port.get().getPort()),
                    failure);
        }
        LOG.debug("the start failed", failure);
        return find(failure, BindException.class)
                .<Failure>map(Serving::unreadable)
                .orElseGet(() -> new StartFailed(Output.line(deepest(failure)), failure));
    }

    /** Names the setting whose value cannot be read, with what was expected. */
    private static BadInput unreadable(BindException failure) {
        ConfigurationProperty property = failure.getProperty();
        String type = failure.getTarget().getType().toClass().getSimpleName();
        return property == null
                ? new BadInput(failure.getName().toString(), Output.line(deepest(failure)), type, failure)
                : new BadInput(property.getName().toString(), property.getValue(), type, failure);
    }

    private static <T extends Throwable> Optional<T> find(@Nullable Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    private static Throwable deepest(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
