package org.lode.graphql;

import java.util.ArrayList;
import java.util.List;

/**
 * What an operation costs.
 *
 * @param requested before it runs: an upper bound, but for lists whose size is assumed
 * @param limit what an operation may cost
 * @param weights of the prices, in the order of their places in a {@link PriceIndex}
 */
public record Cost(List<Price> prices, long requested, long limit, List<Long> weights) {
    static Cost of(List<Price> prices, long limit) {
        List<Long> weights = new ArrayList<>();
        prices.forEach(price -> add(price, weights));
        return new Cost(prices, Price.requested(prices), limit, List.copyOf(weights));
    }

    private static void add(Price price, List<Long> weights) {
        weights.add(price.weight());
        price.fields().forEach(field -> add(field, weights));
    }
}
