package org.lode.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.lode.http.Views.StartRequests;
import org.lode.model.Failure.StartFailed;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;

/**
 * Serves typical requests, so that Java can record the classes and methods that they need. The script {@code bin/lode} runs
 * it with the options that make Java's AOT cache from the record.
 */
@Command(
        name = "train",
        hidden = true,
        description = {
            "Serve, answer what the pages ask first many times, and end: bin/lode makes Java's AOT cache of it.",
            "Takes settings, like --lode.data-dir=FOLDER, which is to be an empty folder."
        })
final class TrainCommand implements Callable<Integer> {
    private static final int CALLERS = 8;
    /** How many times as often each request is sent when its answer is cached. */
    private static final int CACHED = 4;

    @Option(
            names = "--rounds",
            defaultValue = "100",
            description =
                    "How often each request is worked out, and a part of how often it is answered from what is kept:"
                            + " ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Mixin
    private Commands.SettingArguments arguments = new Commands.SettingArguments();

    /** Starts twice: over an empty folder without cached responses, then over a filled one with them. */
    @Override
    public Integer call() {
        serve(rounds, "--lode.cache.responses=false");
        serve(CACHED * rounds, "--lode.cache.responses=true");
        return 0;
    }

    private void serve(int times, String cache) {
        List<String> settings = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--lode.limits.rate.points=0",
                // A busy machine can be slow.
                "--lode.limits.time=10m",
                "--lode.database.statement-timeout=10m",
                "--lode.mirror.poll=0",
                "--logging.level.org.lode=WARN"));
        settings.addAll(arguments.settings());
        settings.add(cache);
        ServeCommand.start(settings.toArray(String[]::new)).ifPresent(server -> {
            try (server) {
                ask(server.getEnvironment().getRequiredProperty("local.server.port"), times);
            }
        });
    }

    private static void ask(String port, int times) {
        WebClient client = WebClient.create("http://localhost:%s/graphql".formatted(port));
        List<String> bodies = StartRequests.bodies();
        Flux.range(0, times)
                .concatMapIterable(round -> bodies)
                .flatMap(
                        body -> client.post()
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(body)
                                .retrieve()
                                .toBodilessEntity(),
                        CALLERS)
                .onErrorMap(
                        WebClientResponseException.class,
                        e -> new StartFailed("train: %s: %s".formatted(e.getMessage(), e.getResponseBodyAsString()), e))
                .blockLast();
    }
}
