package io.gridgate.cache;

import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.InterimSink;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One fetch of a key from its origin: an exchange of its own, so that nothing that becomes of the client who asked first becomes of it.
 *
 * <p>Thread-safety: confined to the loop of the exchange that it branched off.
 */
final class Fetch implements InterimSink {

    /**
     * What the client that asked first gets.
     *
     * @param status what {@code Cache-Status} says of it
     * @param isStored whether it was made of what is stored, and is complete
     */
    record Brought(Response response, String status, boolean isStored) {}

    private final CacheFilter filter;
    private final FetchOrder order;
    private final Flight flight;
    private final Exchange asked;
    private final Exchange exchange;
    private final Harvest harvest;
    private final CompletableFuture<Brought> client = new CompletableFuture<>();
    private boolean awaited;

    private Fetch(CacheFilter filter, FetchOrder order, Flight flight, Exchange asked, boolean awaited, boolean outdated) {
        this.filter = filter;
        this.order = order;
        this.flight = flight;
        this.asked = asked;
        this.awaited = awaited;
        this.exchange = asked.branch(order.request(asked.request()), filter.cache().ticker().nanos());
        this.harvest = new Harvest(filter, order, flight, asked, exchange.request(), outdated);
    }

    /** Begins a fetch that a client waits for, and returns what it gets. */
    static CompletionStage<Brought> forClient(CacheFilter filter, FetchOrder order, Flight flight, Exchange asked, Chain next) {
        return new Fetch(filter, order, flight, asked, true, false).begin(next);
    }

    /** Returns a fetch that nobody waits for. It may begin when the exchange that it comes from has ended, and is begun or dropped. */
    static Fetch inBackground(CacheFilter filter, FetchOrder order, Flight flight, Exchange asked) {
        return new Fetch(filter, order, flight, asked, false, false);
    }

    /** Ends what has not begun. */
    void drop() {
        end(Outcome.COMPLETED);
    }

    /** Begins, once, and returns what the client that waits for it gets. */
    CompletionStage<Brought> begin(Chain next) {
        harvest.sent();
        if (awaited) {
            asked.onCancelled(this::onClientGone);
            exchange.interimTo(this);
        }
        var _ = next.proceed(exchange).whenComplete((response, failure) -> {
            if (awaited) {
                exchange.attempts().forEach(asked::begin);
            }
            if (failure != null) {
                onFailed(ErrorAnswer.unwrap(failure));
            } else {
                onAnswer(next, response);
            }
        });
        return client;
    }

    /** They are for the client that asked first; those who wait with it have asked nobody, and none is kept. */
    @Override
    public void onInterim(int status, Headers fields) {
        if (awaited) {
            asked.interim(status, fields);
        }
    }

    private void onClientGone() {
        awaited = false;
    }

    private void onFailed(Throwable cause) {
        end(Outcome.COMPLETED);
        StoredAnswer stale = harvest.failed(cause);
        if (stale == null) {
            client.completeExceptionally(cause);
        } else {
            complete(stale, CacheStatus.STALE_ERROR);
        }
    }

    private void onAnswer(Chain next, Response response) {
        exchange.answered(response.status());
        StoredAnswer stale = order.stale();
        if (stale != null && order.isConditional() && response.status() == 304) {
            response.close();
            end(Outcome.COMPLETED);
            StoredAnswer fresh = harvest.notModified(stale, response.headers());
            if (fresh == null) {
                refetch(next);
            } else {
                complete(fresh, CacheStatus.REVALIDATED);
            }
        } else if (Harvest.isServerError(response.status()) && harvest.staleIfError() != null) {
            response.close();
            onFailed(GatewayException.of(ErrorCode.BAD_GATEWAY));
        } else {
            onWhole(response);
        }
    }

    private void complete(StoredAnswer answer, String status) {
        client.complete(new Brought(Serving.answer(answer, asked.request(), status, filter.cache().clock().millis()), status, true));
    }

    private void refetch(Chain next) {
        Fetch again = new Fetch(filter, order.whole(), flight, asked, awaited, harvest.isOutdated());
        var _ = again.begin(next).whenComplete((brought, failure) -> {
            if (failure == null) {
                client.complete(brought);
            } else {
                client.completeExceptionally(failure);
            }
        });
    }

    private void onWhole(Response response) {
        StoredAnswer answer = harvest.storable(response);
        if (answer == null) {
            pass(response);
            return;
        }
        Collector collector = new Collector(response.body(), new Collecting(answer));
        if (awaited) {
            client.complete(new Brought(new Response(response.status(), response.headers(), collector.follow()),
                    CacheStatus.stored(why()), false));
        }
        collector.start();
    }

    /** The answer is for the client that asked only. */
    private void pass(Response response) {
        if (!awaited) {
            response.close();
            end(Outcome.COMPLETED);
            return;
        }
        asked.onCancelled(exchange::cancel);
        client.complete(new Brought(new Response(response.status(), response.headers(), new PassedBody(response.body(), this::end)),
                why(), false));
    }

    /** Returns why the origin is asked. */
    private String why() {
        return order.stale() == null ? CacheStatus.MISS : CacheStatus.STALE;
    }

    private void end(Outcome how) {
        if (exchange.outcome() == null) {
            exchange.end(how);
        }
    }

    /** Keeps the body as it comes. */
    private final class Collecting implements Collector.Listener {
        private final StoredAnswer answer;

        private Collecting(StoredAnswer answer) {
            this.answer = answer;
        }

        @Override
        public boolean mayGrow(int octets) {
            return harvest.mayGrow(octets);
        }

        @Override
        public void onTooLarge() {
            harvest.tooLarge();
            if (awaited) {
                asked.onCancelled(exchange::cancel);
            }
        }

        @Override
        public void onCollected(byte[] octets) {
            harvest.collected(answer.with(octets));
        }

        @Override
        public void onOver(boolean whole) {
            harvest.over(whole);
            end(whole ? Outcome.COMPLETED : Outcome.BROKEN);
        }
    }
}
