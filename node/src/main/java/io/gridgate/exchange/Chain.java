package io.gridgate.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a route's filters, as a filter sees it: linked once when the document is compiled, so that a step costs no
 * allocation.
 *
 * <p>Thread-safety: immutable.
 */
public final class Chain {

    private static final Comparator<Filter> BY_STAGE = Comparator.comparing(Filter::stage);

    private final @Nullable Filter filter;
    private final @Nullable Chain next;

    private Chain(@Nullable Filter filter, @Nullable Chain next) {
        this.filter = filter;
        this.next = next;
    }

    /** Returns the chain of these filters in the order of their stages; filters of one stage keep their order. */
    public static Chain of(List<Filter> filters) {
        Chain chain = new Chain(null, null);
        List<Filter> ordered = new ArrayList<>(filters);
        ordered.sort(BY_STAGE);
        for (Filter filter : ordered.reversed()) {
            chain = new Chain(filter, chain);
        }
        return chain;
    }

    /**
     * Returns the answer of the filters from here on. A filter that throws fails the stage; one that returns nothing, and a
     * chain whose last filter proceeds, are errors that name the filter.
     */
    public CompletionStage<Response> proceed(Exchange exchange) {
        if (filter == null || next == null) {
            return CompletableFuture
                    .failedFuture(new IllegalStateException("the chain of route \"" + exchange.routeId() + "\" ended without an answer"));
        }
        CompletionStage<Response> answer;
        try {
            answer = filter.apply(exchange, next);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return answer == null ? nothing(filter) : answer;
    }

    private static CompletionStage<Response> nothing(Filter filter) {
        return CompletableFuture.failedFuture(
                new IllegalStateException("filter " + filter.getClass().getSimpleName() + " neither proceeded nor answered"));
    }

    /** Returns the filters' stages and names, for dumps and golden tests: {@code RETRY RetryFilter -> ...}. */
    @Override
    public String toString() {
        return filters().stream().map(f -> f.stage() + " " + f).collect(Collectors.joining(" -> "));
    }

    /** Returns the filters from here on. */
    public List<Filter> filters() {
        ArrayList<Filter> filters = new ArrayList<>();
        for (Chain at = this; at != null && at.filter != null; at = at.next) {
            filters.add(at.filter);
        }
        return filters;
    }
}
