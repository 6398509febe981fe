package io.gridgate.discovery;

import io.gridgate.base.Metrics;
import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.service.instance.InstanceSource;
import io.gridgate.service.instance.InstanceSource.Listener;
import io.gridgate.service.instance.InstanceSource.Watch;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.Rounds;
import io.gridgate.service.instance.StoredInstances;
import io.gridgate.service.peer.Duties;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's watch of one set that the cluster shares: it asks the source if that is its share, and follows the grid's entry
 * otherwise, by an event and by a poll.
 *
 * <p>Who asks repeats its word in the grid, {@link #CONFIRM_EVERY} apart at least, though nothing changed. Who follows and hears
 * nothing for long asks by itself for a while ({@link Patience}): the nodes that should may have lost the source. Who asks and
 * has no answer follows as well: the other one may have some.
 *
 * <p>Words are ordered by their time, which is this node's clock, but always after whatever this node had read in the grid
 * before it got its answer. So a clock that is ahead silences nobody, and nothing old is passed on after something newer. What
 * slips in all the same, from a node that hung over an answer, makes the others who ask do so anew, a poll later.
 *
 * <p>Thread-safety: guarded by itself; the listener is told under a lock of its own that stands above, so that what the grid
 * said before never follows what the source says now. One round at a time.
 */
final class SharedWatch implements Watch {

    static final Duration POLL_EVERY = Duration.ofSeconds(5);
    static final Duration CONFIRM_EVERY = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(SharedWatch.class);

    private final InstanceSource source;
    private final DiscoveryConfig discovery;
    private final String key;
    private final DiscoveryPorts ports;
    private final Sharing sharing;
    private final Metrics.Counter takeovers;
    private final Listener listener;
    private final Object telling = new Object();
    private final Patience patience = new Patience();
    private final Rounds rounds;

    private @Nullable Asked asked;
    private @Nullable Watch asking;
    /** What this node last took from the grid or left there. */
    private @Nullable StoredInstances word;
    /** The time of the newest word in the grid that this node has read. */
    private Instant seen = Instant.EPOCH;
    /** When the source gave the answer that was confirmed last. */
    private Instant confirmedAt = Instant.EPOCH;
    private boolean disputed;
    private boolean started;
    private boolean closed;

    SharedWatch(InstanceSource source, DiscoveryConfig discovery, DiscoveryPorts ports, Sharing sharing, Metrics.Counter takeovers,
            Listener listener) {
        this.source = source;
        this.discovery = discovery;
        this.key = DiscoveryKey.of(discovery);
        this.ports = ports;
        this.sharing = sharing;
        this.takeovers = takeovers;
        this.listener = listener;
        this.rounds = new Rounds(ports.scheduler(), Duration.ZERO, POLL_EVERY, this::round);
    }

    String key() {
        return key;
    }

    synchronized boolean isAsking() {
        return asked != null && !closed;
    }

    /** Looks who asks, and what the grid has; the first time begins the watch. Returns at once. */
    void soon() {
        rounds.soon();
    }

    private boolean round(boolean poll) {
        divide(poll);
        follow(poll);
        return polls();
    }

    private synchronized boolean polls() {
        return !hasAnswers() || patience.isLost() || disputed;
    }

    /** Returns whether the source answers this node. */
    private synchronized boolean hasAnswers() {
        return asked != null && asked.answers;
    }

    /** Begins to ask or ceases to, as the nodes that are alive now and the grid's silence say. */
    private void divide(boolean poll) {
        boolean mine = new Duties(sharing.roster().self(), sharing.roster().nodes()).isMine(key);
        boolean asks;
        boolean changes;
        synchronized (this) {
            if (mine) {
                patience.relieve();
            }
            asks = mine || isLost(poll);
            changes = asks != isAsking() && !closed;
            if (changes && asks && started) {
                takeovers.add();
            }
            started = true;
        }
        if (changes) {
            ask(asks ? new Asked(false) : null);
        }
    }

    private boolean isLost(boolean poll) {
        if (poll && patience.poll()) {
            LOG.atWarn().addKeyValue("discovery", key).log("no node says what the instances are, this one asks");
        }
        return patience.isLost();
    }

    /** Ends the question that is open, if any, and begins that one, if any. The source may speak within the call: no lock is held. */
    private void ask(@Nullable Asked question) {
        Watch ended;
        synchronized (this) {
            ended = asking;
            asking = null;
            asked = question;
        }
        if (ended != null) {
            ended.close();
        }
        if (question != null) {
            keep(source.watch(discovery, question));
        }
    }

    private void keep(Watch begun) {
        synchronized (this) {
            if (!closed) {
                asking = begun;
                return;
            }
        }
        begun.close();
    }

    /** Takes what the grid has, and puts right what it has not. The first time it may be this node's disk that knows more. */
    private void follow(boolean poll) {
        StoredInstances there = (isNew() ? ports.store() : sharing.grid()).load(key);
        synchronized (telling) {
            if (there != null && takes(there)) {
                listener.onInstances(there.instances(), there.knownAt());
            }
        }
        StoredInstances lost = lost(there);
        if (lost != null) {
            sharing.grid().save(key, lost);
        }
        if (isDoubtful(there, poll)) {
            LOG.atInfo().addKeyValue("discovery", key).log("the grid has other instances than the source said, it is asked again");
            ask(new Asked(true));
        }
    }

    private synchronized boolean isNew() {
        return word == null;
    }

    private synchronized boolean takes(StoredInstances there) {
        boolean news = word == null || there.knownAt().isAfter(word.knownAt());
        if (there.knownAt().isAfter(seen)) {
            seen = there.knownAt();
            if (news) {
                patience.heard();
            }
        }
        if (!news || closed || hasAnswers()) {
            return false;
        }
        word = there;
        return true;
    }

    /** Returns what the grid had and has no more, or null; something older is put right by the answers of who asks and has some. */
    private synchronized @Nullable StoredInstances lost(@Nullable StoredInstances there) {
        StoredInstances last = word;
        boolean isLost = last != null && !closed
                && (there == null || !hasAnswers() && there.knownAt().toEpochMilli() < last.knownAt().toEpochMilli());
        return isLost ? last : null;
    }

    /**
     * Returns whether the source has to be asked anew, because the grid has had something else than its answer for a poll: this
     * node's question may hang, or the word in the grid may be late. The answer is left in the grid whatever it is. A grid that has
     * nothing, or does not answer, does not contradict.
     */
    private synchronized boolean isDoubtful(@Nullable StoredInstances there, boolean poll) {
        StoredInstances last = word;
        boolean differs = asked != null && asked.answered && last != null
                && there != null && !there.instances().equals(last.instances());
        boolean doubtful = differs && disputed && poll && !closed;
        disputed = differs && !doubtful;
        if (doubtful) {
            confirmedAt = Instant.EPOCH;
        }
        return doubtful;
    }

    /** Returns that time, or a later one if this node has read or said something from then or later. */
    private Instant after(Instant time) {
        Instant last = word == null || word.knownAt().isBefore(seen) ? seen : word.knownAt();
        Instant rounded = time.truncatedTo(ChronoUnit.MILLIS);
        return rounded.isAfter(last) ? rounded : last.plusMillis(1);
    }

    /** Returns whether an answer is to be left in the grid: it is another than before, or time to confirm it. */
    private boolean isDue(List<KnownInstance> instances, Instant answeredAt) {
        return word == null || !word.instances().equals(instances) || answeredAt.isBefore(confirmedAt)
                || !answeredAt.isBefore(confirmedAt.plus(CONFIRM_EVERY));
    }

    private void leave(StoredInstances now) {
        sharing.grid().save(key, now);
        soon();
    }

    @Override
    public void close() {
        Watch ended;
        synchronized (this) {
            closed = true;
            ended = asking;
            asking = null;
        }
        rounds.close();
        if (ended != null) {
            ended.close();
        }
    }

    /**
     * A question to the source that stays open, and what it says.
     *
     * <p>Thread-safety: as {@link SharedWatch}.
     */
    private final class Asked implements Listener {

        /** Whether what the source said last counts: to this question, or to the one before until this one fails. */
        private boolean answers;
        /** Whether the source answers this very question. */
        private boolean answered;

        Asked(boolean answers) {
            this.answers = answers;
        }

        @Override
        public void onInstances(List<KnownInstance> instances, Instant knownAt) {
            synchronized (telling) {
                StoredInstances now = answer(instances, knownAt);
                if (now != null) {
                    listener.onInstances(now.instances(), now.knownAt());
                }
            }
        }

        /** Returns the answer with its place in the order of words; null if nobody asks any more. */
        private @Nullable StoredInstances answer(List<KnownInstance> instances, Instant knownAt) {
            synchronized (SharedWatch.this) {
                if (closed || asked != this) {
                    return null;
                }
                answers = true;
                answered = true;
                StoredInstances now = new StoredInstances(instances, after(knownAt));
                if (isDue(instances, knownAt)) {
                    word = now;
                    confirmedAt = knownAt;
                    ports.scheduler().schedule(Duration.ZERO, () -> leave(now));
                }
                return now;
            }
        }

        @Override
        public void onTrouble(String problem) {
            synchronized (SharedWatch.this) {
                if (closed || asked != this) {
                    return;
                }
                answers = false;
                answered = false;
            }
            listener.onTrouble(problem);
            soon();
        }
    }
}
