package org.lode.operation;

import java.util.List;

/**
 * What an operation costs.
 *
 * @param requested before it runs: an upper bound, but for lists whose size is assumed
 * @param limit what an operation may cost
 */
public record Cost(List<Price> prices, long requested, long limit) {}
