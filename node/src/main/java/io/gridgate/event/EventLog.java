package io.gridgate.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens in the cluster, as this node hears of it: its own events and those that the other nodes tell, in the order in which they
 * come. The latest are remembered, for readers that come back.
 *
 * <p>Whoever tells something waits for nothing: a thread of its own takes it from a bounded queue, puts it into the stream and tells the
 * other nodes. What does not fit is lost, and every reader sees that by a {@link EventType#GAP}.
 *
 * <p>Thread-safety: thread-safe. The stream grows under this log's monitor, which no loop takes; readers take the ring's.
 */
public final class EventLog implements Events, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    /** The most events that are remembered. */
    public static final int REMEMBERED_MAX = 4_096;
    /** The most readers at once. */
    public static final int READERS_MAX = 32;

    /** The most events that wait for the log's thread: thousands of instances may come or go at once. */
    static final int WAITING_MAX = 8_192;
    /** Nodes hear of the same events within this time, in whatever order. */
    static final long ORDER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private record Said(Event event, Instant at) {}

    private final String node;
    private final EventChannel channel;
    private final Ticker ticker;
    private final InstantSource clock;
    private final long run;
    private final Metrics.Counter told;
    private final Metrics.Counter heard;
    private final Metrics.Counter lost;
    private final Metrics.Counter dropped;
    private final BlockingQueue<Said> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong lostSinceLast = new AtomicLong();
    private final EventRing ring;
    private final Set<Subscription> readers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger places = new AtomicInteger();
    private final Thread thread;
    @GuardedBy("this") private final Repeats repeats = new Repeats();
    @GuardedBy("this") private final Origins origins = new Origins();
    @GuardedBy("this") private long sequence;
    private volatile boolean closed;

    EventLog(String node, EventChannel channel, Metrics metrics, Ticker ticker, InstantSource clock, int remembered) {
        this.node = node;
        this.channel = channel;
        this.ticker = ticker;
        this.clock = clock;
        this.run = clock.millis();
        this.told = metrics.counter("events.told", Map.of());
        this.heard = metrics.counter("events.heard", Map.of());
        this.lost = metrics.counter("events.lost", Map.of());
        this.dropped = metrics.counter("events.dropped", Map.of());
        this.ring = new EventRing(remembered);
        this.thread = Thread.ofVirtual().name("gridgate-events").unstarted(this::run);
        metrics.gauge("events.readers", Map.of(), readers::size);
    }

    /** Begins to listen to the other nodes, and to tell them what happens on the node of that name. */
    public static EventLog start(String node, EventChannel channel, Metrics metrics, Ticker ticker, InstantSource clock) {
        EventLog log = new EventLog(node, channel, metrics, ticker, clock, REMEMBERED_MAX);
        log.begin();
        return log;
    }

    void begin() {
        channel.onTold(this::hear);
        thread.start();
    }

    @Override
    public void tell(Event event) {
        if (!waiting.offer(new Said(event, clock.instant()))) {
            lostSinceLast.incrementAndGet();
            lost.add();
        }
    }

    private void run() {
        while (!closed) {
            try {
                say(waiting.take());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException bug) {
                lost.add();
                LOG.atError().setCause(bug).log("an event was not told");
            }
        }
    }

    /** Puts it into this node's stream, and tells the others unless one of them was first. */
    private void say(Said said) {
        ToldEvent event = add(said);
        if (event != null) {
            tellReaders();
            told.add();
            if (!channel.tell(event)) {
                lost.add();
            }
        }
    }

    private synchronized @Nullable ToldEvent add(Said said) {
        sequence += lostSinceLast.getAndSet(0);
        ToldEvent event = new ToldEvent(node, run, sequence + 1, said.at, said.event);
        if (repeats.first(said.event.once(), event.id(), ticker.nanos()) != null) {
            return null;
        }
        sequence++;
        append(event, origins.missedBefore(event));
        return event;
    }

    private void hear(ToldEvent event) {
        if (!event.node().equals(node) && addHeard(event)) {
            heard.add();
            tellReaders();
        }
    }

    private synchronized boolean addHeard(ToldEvent event) {
        long missed = origins.missedBefore(event);
        if (missed < 0) {
            return false;
        }
        String first = repeats.first(event.event().once(), event.id(), ticker.nanos());
        if (first != null) {
            ring.repeated(event.id(), first);
            return false;
        }
        append(event, missed);
        return true;
    }

    @GuardedBy("this")
    private void append(ToldEvent event, long missed) {
        if (missed > 0) {
            ring.add(local(Event.of(EventType.GAP).with("of", event.node()).with("missed", missed)), ticker.nanos());
        }
        ring.add(EventLine.of(event), ticker.nanos());
    }

    private void tellReaders() {
        readers.forEach(Subscription::onMore);
    }

    /** Returns the line of something that only readers of this node need to know. */
    EventLine local(Event event) {
        return EventLine.local(node, clock.instant(), event);
    }

    EventRing ring() {
        return ring;
    }

    /**
     * Returns a place behind the last {@code recent} events, or null when there are {@link #READERS_MAX} readers.
     *
     * @param recent 0 to {@link #REMEMBERED_MAX}
     * @param onMore called by any thread when there may be more to read; must return at once
     */
    public @Nullable Subscription subscribe(EventFilter filter, int recent, Runnable onMore) {
        return added(new Subscription(this, filter, Math.max(ring.first(), ring.end() - recent), "", false, onMore));
    }

    /**
     * Returns a place behind the event that a reader had last, or null when there are {@link #READERS_MAX} readers. Of another node's
     * stream, which has another order, the place is two seconds before it; where it is not remembered, before everything that is.
     *
     * @param lastId of {@link #streamId}
     */
    public @Nullable Subscription resume(EventFilter filter, String lastId, Runnable onMore) {
        int at = lastId.lastIndexOf('@');
        String id = ring.firstTold(at < 0 ? lastId : lastId.substring(0, at));
        long found = id.isEmpty() ? EventRing.UNKNOWN : ring.find(id);
        if (found == EventRing.UNKNOWN) {
            return added(new Subscription(this, filter, ring.first(), "", true, onMore));
        }
        boolean mine = lastId.substring(at + 1).equals(node);
        return added(new Subscription(this, filter, mine ? found + 1 : ring.before(found, ORDER_NANOS), id, false, onMore));
    }

    /** Returns how a reader names the event of that name when it comes back: what it is, and in whose stream it stood; empty: none. */
    public String streamId(String id) {
        return id.isEmpty() ? "" : id + "@" + node;
    }

    private @Nullable Subscription added(Subscription reader) {
        if (places.incrementAndGet() > READERS_MAX) {
            places.decrementAndGet();
            return null;
        }
        readers.add(reader);
        return reader;
    }

    void unsubscribe(Subscription reader) {
        if (readers.remove(reader)) {
            places.decrementAndGet();
        }
    }

    void onDropped(long events) {
        dropped.add(events);
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends every reader's stream; nothing is told any more. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        tellReaders();
    }
}
