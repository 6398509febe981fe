package io.gridgate.service.peer;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.service.instance.Rounds;
import io.gridgate.service.instance.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation of this node with the others about instances: says what it found when that changed, hears what they say by
 * an event and by a poll, and knows who does which part of the probing.
 *
 * <p>A node is alone when nobody else is on the roster, and when the grid has not answered for {@link #ALONE_AFTER}: it does
 * everything itself then, and what the others said is forgotten. Without others, or without anything to talk about, it keeps
 * silent and no task waits.
 *
 * <p>Thread-safety: thread-safe; what rounds use is confined to them, one at a time, in the background.
 */
public final class HealthExchange implements AutoCloseable {

    /** How long a change may wait for others that follow it. */
    static final Duration SOON = Duration.ofMillis(50);
    /** How often the others are asked, though no event came. */
    static final Duration EVERY = Duration.ofSeconds(2);
    /** How often what did not change is said again; the grid forgets it after a minute. */
    static final Duration REPEAT_AFTER = Duration.ofSeconds(20);
    /** How long the grid may be silent before the node counts as alone. */
    static final Duration ALONE_AFTER = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(HealthExchange.class);

    private final Roster roster;
    private final HealthBoard board;
    private final Desk desk;
    private final Ticker ticker;
    private final Events events;
    private final Metrics.Counter published;
    private final Metrics.Counter failures;

    private volatile Duties duties;
    private volatile Hearsay heard = Hearsay.NOTHING;
    private @Nullable HealthReport said;
    private long saidNanos;
    private long answeredNanos;
    private boolean cutOff;
    private boolean listening;
    private final AtomicBoolean following = new AtomicBoolean();
    private final Rounds rounds;

    /** Creates the conversation; the first {@link #soon} begins it. */
    public HealthExchange(Peers peers, Desk desk, Scheduler scheduler, Ticker ticker, Metrics metrics, Events events) {
        this.roster = peers.roster();
        this.board = peers.health();
        this.desk = desk;
        this.rounds = new Rounds(scheduler, SOON, EVERY, _ -> talk());
        this.ticker = ticker;
        this.events = events;
        this.published = metrics.counter("health.reports", Map.of());
        this.failures = metrics.counter("health.reports_failed", Map.of());
        this.duties = new Duties(roster.self(), roster.nodes());
        this.answeredNanos = ticker.nanos();
    }

    /** Where what was found lies, and where what was heard goes. Called in the background, never by two threads at once. */
    public interface Desk {

        /** Returns whether any service is probed or watched for outliers. */
        boolean isUsed();

        /** Returns what this node has to say. */
        HealthReport report(String node);

        /** The nodes that share the work changed: {@link #duties} says who does what now. */
        void onDuties();

        /** The others said something. */
        void onHeard();
    }

    /** Returns who does what now. */
    public Duties duties() {
        return duties;
    }

    /** Returns what the other live nodes said last. */
    public Hearsay heard() {
        return heard;
    }

    /** Something changed here or there; returns at once. */
    public void soon() {
        if (following.compareAndSet(false, true)) {
            board.onChange(this::soon);
            roster.onChange(this::soon);
        }
        if (!duties.isAlone() || roster.nodes().size() > 1) {
            rounds.soon();
        }
    }

    /** Returns whether there is somebody to talk to, and something to talk about. */
    private boolean talk() {
        List<String> nodes = roster.nodes();
        divide(nodes);
        boolean used = desk.isUsed();
        if (nodes.size() < 2 || !used && said == null) {
            forget();
            listening = false;
            return false;
        }
        listen();
        say(used ? desk.report(roster.self()) : new HealthReport(roster.self(), List.of(), List.of()));
        if (!used) {
            said = null;
            listening = false;
            return false;
        }
        hear(nodes.stream().filter(node -> !node.equals(roster.self())).toList());
        divide(nodes);
        return true;
    }

    private void divide(List<String> nodes) {
        Duties now = cutOff ? Duties.alone(roster.self()) : new Duties(roster.self(), nodes);
        if (!now.equals(duties)) {
            duties = now;
            desk.onDuties();
        }
    }

    /** The grid has not been silent while nobody asked it. */
    private void listen() {
        if (!listening) {
            listening = true;
            answeredNanos = ticker.nanos();
        }
    }

    private void say(HealthReport mine) {
        boolean due = ticker.nanos() - saidNanos >= REPEAT_AFTER.toNanos();
        if (!mine.equals(said) || due) {
            if (board.publish(mine)) {
                published.add();
                said = mine;
                saidNanos = ticker.nanos();
            } else {
                failures.add();
                said = null;
            }
        }
    }

    private void hear(List<String> others) {
        Optional<List<HealthReport>> reports = board.read(others);
        if (reports.isPresent()) {
            if (cutOff) {
                LOG.atInfo().log("health is shared again");
                events.tell(Event.of(EventType.GRID_LOSS_LEFT).with("what", "health"));
            }
            cutOff = false;
            answeredNanos = ticker.nanos();
            take(reports.get());
        } else if (!cutOff && ticker.nanos() - answeredNanos >= ALONE_AFTER.toNanos()) {
            LOG.atWarn().log("the grid does not answer, this node probes every instance itself");
            events.tell(Event.of(EventType.GRID_LOSS_ENTERED).with("what", "health"));
            cutOff = true;
            forget();
        }
    }

    private void take(List<HealthReport> now) {
        if (!now.equals(heard.reports())) {
            heard = Hearsay.of(now);
            desk.onHeard();
        }
    }

    private void forget() {
        answeredNanos = ticker.nanos();
        take(List.of());
    }

    /** Falls silent. */
    @Override
    public void close() {
        rounds.close();
    }
}
