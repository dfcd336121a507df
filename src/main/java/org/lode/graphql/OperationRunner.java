package org.lode.graphql;

import graphql.ExecutionResult;
import graphql.GraphQLContext;
import graphql.GraphQLError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.OperationRequest.TouchedRecords;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.LimitExceeded;
import org.lode.model.Failure.RateLimited;
import org.lode.model.Failure.TimedOut;
import org.lode.query.ReadStore.Cancellation;
import org.lode.release.Release;
import org.lode.release.Release.Withdrawn;
import org.lode.release.Releases;
import org.lode.store.ReleaseStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Runs the operations of every transport. It calculates the cost of an operation before it runs, refuses operations that cost too
 * much, takes the cost from the client's points, and ends operations that take too long. It determines the releases that an operation
 * reads before the first field is read.
 */
@Component
public final class OperationRunner {
    private final Operations operations;
    private final OperationSettings.Limits limits;
    private final RateLimiter rates;
    private final ReleaseStore releases;
    private final PlanEngine engine;

    OperationRunner(
            Operations operations,
            OperationSettings.Limits limits,
            RateLimiter rates,
            ReleaseStore releases,
            PlanEngine engine) {
        this.operations = operations;
        this.limits = limits;
        this.rates = rates;
        this.releases = releases;
        this.engine = engine;
    }

    /** Starts an operation at once, and returns its result. Every failure is an error in the result. */
    public Mono<OperationResult> run(OperationRequest request) {
        try {
            Mono<OperationResult> result = afford(request);
            return result instanceof Callable<?>
                    ? result
                    : result.onErrorResume(thrown -> Mono.just(failed(request, thrown)));
        } catch (RuntimeException e) {
            return Mono.just(failed(request, e));
        }
    }

    private Mono<OperationResult> afford(OperationRequest request) {
        Optional<Operation> operation =
                operations.find(request.document(), request.operationName(), request.variables());
        Cost cost = operation.map(operations::cost).orElse(null);
        // An operation that will not run takes the minimum (lode.limits.rate.least).
        long charge = cost == null || request.dryRun() || cost.requested() > limits.cost() ? 0 : cost.requested();
        Bill bill = new Bill(request, cost, rates.take(request.client(), charge));
        if (cost == null) {
            return released(bill, null, new Cancellation());
        }
        if (cost.requested() > cost.limit()) {
            return Mono.just(bill.settle(
                    errors(request, new LimitExceeded(Code.QUERY_TOO_COSTLY, "cost", cost.requested(), cost.limit()))));
        }
        if (request.dryRun()) {
            return Mono.just(bill.settle(ExecutionResult.newExecutionResult().build()));
        }
        Cancellation waiting = new Cancellation();
        Mono<OperationResult> result = released(bill, operation.get(), waiting);
        return result instanceof Callable<?>
                ? result
                : result.doOnCancel(waiting::end)
                        .timeout(limits.time())
                        .onErrorMap(TimeoutException.class, slow -> new TimedOut("time", limits.time()))
                        // An operation that ran out of time takes the largest cost that an operation may have.
                        .doOnError(TimedOut.class, slow -> rates.spend(request.client(), limits.cost()));
    }

    /** The points that an operation took, and its cost before it ran. */
    private record Bill(OperationRequest request, @Nullable Cost cost, RateLimiter.Taken taken) {
        OperationResult settle(ExecutionResult result) {
            return settle(result, null, null);
        }

        OperationResult settle(ExecutionResult result, @Nullable Release release, @Nullable Withdrawn withdrawn) {
            OperationResult settled = new OperationResult(result, release, withdrawn, cost, new HashMap<>());
            taken.settle(settled.actualCost(), settled.headers());
            return settled;
        }
    }

    /** Runs an operation with the releases of the request, or else the current ones. */
    private Mono<OperationResult> released(Bill bill, @Nullable Operation operation, Cancellation waiting) {
        Releases known = bill.request().releases() != null ? bill.request().releases() : releases.now();
        return known != null
                ? execute(bill, operation, waiting, known)
                : releases.current()
                        .flatMap(read -> execute(bill, operation, waiting, read))
                        .onErrorResume(thrown -> Mono.just(bill.settle(errors(bill.request(), thrown))));
    }

    private Mono<OperationResult> execute(
            Bill bill, @Nullable Operation operation, Cancellation waiting, Releases latest) {
        OperationRequest request = bill.request();
        Releases known = latest.unread();
        CompletableFuture<ExecutionResult> running;
        try {
            GraphQLContext context = GraphQLContext.newContext()
                    .put(Releases.class, known)
                    .put(Cancellation.class, waiting)
                    .build();
            if (!request.client().prefix().isEmpty()) {
                context.put(FieldCall.PREFIX, request.client().prefix());
            }
            if (operation != null && bill.cost() != null) {
                context.put(Operation.class, operation);
                context.put(Cost.class, bill.cost());
            }
            if (request.touched() != null) {
                context.put(TouchedRecords.class, request.touched());
            }
            running = engine.execute(request, operation, context);
        } catch (RuntimeException e) {
            return Mono.just(bill.settle(errors(request, e)));
        }
        return running.isDone() && !running.isCompletedExceptionally()
                ? Mono.just(named(bill, known, running.join()))
                : Mono.fromFuture(running)
                        .map(result -> named(bill, known, result))
                        .onErrorResume(thrown -> Mono.just(bill.settle(errors(request, thrown))));
    }

    private static OperationResult named(Bill bill, Releases known, ExecutionResult result) {
        List<GraphQLError> errors = result.getErrors();
        ExecutionResult coded = errors.isEmpty()
                ? result
                : result.transform(builder -> builder.errors(
                        GraphQlErrors.withCodes(errors, bill.request().id())));
        try {
            Release answered = known.answered();
            return bill.settle(
                    coded, answered, known.withdrawn(answered.sequence()).orElse(null));
        } catch (RuntimeException noRelease) {
            return bill.settle(errors(bill.request(), noRelease));
        }
    }

    private OperationResult failed(OperationRequest request, Throwable thrown) {
        Map<String, String> headers = new HashMap<>();
        if (thrown instanceof LimitExceeded) {
            try {
                // An operation whose cost cannot be calculated takes the minimum.
                rates.take(request.client(), 0).settle(0, headers);
            } catch (RateLimited limited) {
                return failed(request, limited);
            }
        } else if (thrown instanceof RateLimited limited) {
            headers.put("Retry-After", String.valueOf(limited.seconds()));
            rates.describe(request.client(), limited.remaining(), headers);
        }
        return new OperationResult(errors(request, thrown), null, null, null, headers);
    }

    private static ExecutionResult errors(OperationRequest request, Throwable thrown) {
        return ExecutionResult.newExecutionResult()
                .addError(GraphQlErrors.of(thrown, request.id()))
                .build();
    }
}
