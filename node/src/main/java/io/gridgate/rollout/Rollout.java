package io.gridgate.rollout;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revisions of the gateway document on one node: it follows the cluster's current one, and conducts the changes it is asked for.
 *
 * <p>A change is proposed, acknowledged by every live node, committed at once, served by every live node, and only then answered. See
 * docs/adr/0004-rollout-protocol.md.
 *
 * <p>Thread-safety: thread-safe. {@link #apply} and {@link #rollback} block, for callers on virtual threads; everything else answers from what
 * the node's last look found, at most about a second old. The work is done by one thread of its own.
 */
public final class Rollout implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rollout.class);
    private static final long ANSWER_SECONDS_MAX = 60;
    private static final int TASKS_MAX = 1024;

    private final RolloutPorts ports;
    private final RolloutOptions options;
    private final RolloutCore core;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    @GuardedBy("lock") private final Queue<Runnable> tasks = new ArrayDeque<>();
    @GuardedBy("lock") private boolean due;
    @GuardedBy("lock") private boolean closed;
    private volatile RolloutFacts facts = RolloutFacts.NONE;

    private Rollout(RolloutPorts ports, RolloutOptions options) {
        this.ports = ports;
        this.options = options;
        this.core = new RolloutCore(ports, options);
        // Before the others hear that this node serves a revision, whoever asks it must find that revision.
        core.onJudged(this::publish);
        this.thread = Thread.ofPlatform().name("gridgate-rollout").daemon().unstarted(this::run);
    }

    /** Starts to follow the cluster. */
    public static Rollout start(RolloutPorts ports, RolloutOptions options) {
        Rollout rollout = new Rollout(ports, options);
        ports.board().onChange(rollout::wake);
        ports.membership().onChange(rollout::wake);
        rollout.thread.start();
        return rollout;
    }

    /**
     * Makes the document the next revision and returns once every live node serves it, or why not, after about 40 s at the latest. The
     * document that is current already becomes a new revision too: its secrets are read again.
     */
    public ApplyResult apply(PackedDocument document, ApplyRequest request) {
        return apply(document, request, 0);
    }

    private ApplyResult apply(PackedDocument document, ApplyRequest request, long rollbackTo) {
        Apply change = Apply.of(document, request, options.ticker().nanos());
        var _ = change.result().thenAccept(new ChangeNews(ports.events(), request.author(), rollbackTo)::tell);
        return conduct(change);
    }

    /** Makes the document of that revision the next revision, as {@link #apply} does. */
    public ApplyResult rollback(long number, ApplyRequest request) {
        Optional<PackedDocument> document;
        try {
            document = document(number);
        } catch (BoardException e) {
            return new ApplyResult.GridSilent(String.valueOf(e.getMessage()));
        }
        return document.isPresent() ? apply(document.get(), request, number) : new ApplyResult.UnknownRevision(number);
    }

    /** Returns the cluster's current revision; empty before the first one and before this node's first look. */
    public Optional<Revision> current() {
        List<Revision> all = facts.history();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** Returns the revision that this node serves. */
    public Optional<Revision> served() {
        return facts.served();
    }

    /** Returns the kept revisions, the newest first. */
    public List<Revision> history() {
        return facts.history().reversed();
    }

    /** Returns the revisions that this node's disk has set aside: they lost against the grid's of the same number. */
    public List<Revision> setAside() {
        return ports.store().history().setAside();
    }

    /**
     * Returns the document of a kept revision, from the disk or else from the grid; empty if that number is not kept.
     *
     * @throws BoardException if only the grid has it, and is silent
     */
    public Optional<PackedDocument> document(long number) throws BoardException {
        Optional<Revision> revision = facts.history().stream().filter(kept -> kept.number() == number).findFirst();
        if (revision.isEmpty()) {
            return Optional.empty();
        }
        Optional<PackedDocument> kept = ports.store().document(revision.get().sha256());
        return kept.isPresent() ? kept : ports.shelf().find(revision.get().sha256());
    }

    /** Returns the live nodes with what each serves, the longest member first; empty while this node is not in the grid. */
    public List<NodeStatus> nodes() {
        return facts.nodes();
    }

    /** Returns how many members the cluster last had while it was whole: what "half of them" is measured by. */
    public int lastKnownMembers() {
        return facts.stableSize();
    }

    /** Returns whether this node may take traffic, and what it waits for. */
    public Readiness readiness() {
        return facts.readiness();
    }

    /** Returns what completes when the node is ready, or with a {@link RolloutRefusedException} when it must not go on. */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /** Tells the others that this node is on its way out; it goes on following. */
    public void drain() {
        post(core::drain);
    }

    /** Stops following; whoever waits for a change is answered that this node is leaving. What is served stays served. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
        joinThread();
        ready.cancel(false);
    }

    private void joinThread() {
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                LOG.atError().setMessage("rollout does not stop").log();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ApplyResult conduct(Apply change) {
        if (!post(() -> core.submit(change))) {
            return new ApplyResult.GridSilent("this node is leaving");
        }
        try {
            return change.result().get(ANSWER_SECONDS_MAX, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ApplyResult.GridSilent("interrupted");
        } catch (TimeoutException | ExecutionException e) {
            return new ApplyResult.GridSilent("this node's rollout did not answer: " + e);
        }
    }

    private boolean post(Runnable task) {
        lock.lock();
        try {
            if (closed || tasks.size() >= TASKS_MAX) {
                return false;
            }
            tasks.add(task);
            woken.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            due = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitWork()) {
            takeTasks().forEach(Runnable::run);
            core.step();
            publish(core.facts());
        }
        core.close();
    }

    /** Waits until there is something to do or it is time to look; returns false when closed. */
    private boolean awaitWork() {
        long left = core.isConducting() ? RolloutTimes.POLL_CONDUCTING : facts.ready() ? RolloutTimes.POLL : RolloutTimes.POLL_STARTING;
        lock.lock();
        try {
            while (tasks.isEmpty() && !due && !closed && left > 0) {
                left = woken.awaitNanos(left);
            }
            due = false;
            return !closed;
        } catch (InterruptedException e) {
            LOG.atWarn().setMessage("rollout interrupted").log();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private List<Runnable> takeTasks() {
        lock.lock();
        try {
            List<Runnable> taken = List.copyOf(tasks);
            tasks.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void publish(RolloutFacts found) {
        facts = found;
        if (found.refusal() != null) {
            ready.completeExceptionally(found.refusal());
        } else if (found.ready()) {
            ready.complete(null);
        }
    }
}
