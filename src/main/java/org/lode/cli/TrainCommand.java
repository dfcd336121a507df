package org.lode.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.lode.http.Views.StartRequests;
import org.lode.model.Failure.StartFailed;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
        List<String> own = List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--lode.limits.rate.points=0",
                // A busy machine can be slow.
                "--lode.limits.time=10m",
                "--lode.database.statement-timeout=10m",
                "--lode.mirror.poll=0",
                "--logging.level.org.lode=WARN");
        List<String> settings = new ArrayList<>(own);
        settings.addAll(arguments.settings());
        settings.add(cache);
        ServeCommand.start(settings.toArray(String[]::new)).ifPresent(server -> {
            try (server) {
                ask(server.getEnvironment(), times);
            }
        });
    }

    private static void ask(Environment server, int times) {
        URI graphQl =
                URI.create("http://localhost:%s/graphql".formatted(server.getRequiredProperty("local.server.port")));
        List<HttpRequest> requests = StartRequests.bodies().stream()
                .map(body -> HttpRequest.newBuilder(graphQl)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .toList();
        // The client would try HTTP/2 first.
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Void>> calls = IntStream.range(0, times)
                    .boxed()
                    .flatMap(round -> requests.stream())
                    .map(request -> callers.submit(() -> answered(client, request)))
                    .toList();
            for (Future<Void> call : calls) {
                call.get();
            }
        } catch (ExecutionException e) {
            throw new StartFailed("train: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailed("train: interrupted", e);
        }
    }

    private static Void answered(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(
                    "%d %s".formatted(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8)));
        }
        return null;
    }
}
