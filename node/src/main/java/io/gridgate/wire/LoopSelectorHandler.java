package io.gridgate.wire;

import io.gridgate.base.Metrics;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.List;
import org.glassfish.grizzly.nio.DefaultSelectorHandler;
import org.glassfish.grizzly.nio.SelectorRunner;
import org.jspecify.annotations.Nullable;

/**
 * The part of Grizzly's selector threads that runs the loops: before each select their tasks and timers, and a select that
 * lasts until the next timer at most.
 *
 * <p>Thread-safety: thread-safe; the state of a round belongs to its runner's thread.
 */
final class LoopSelectorHandler extends DefaultSelectorHandler {

    private static final long SELECT_MILLIS_MAX = 30_000;

    private final List<SelectorLoop> loops;
    private final Metrics.Timing[] delays;
    private final long[] roundStartNanos;
    private final Map<SelectorRunner, SelectorLoop> byRunner = new ConcurrentHashMap<>();
    private final AtomicInteger bound = new AtomicInteger();

    LoopSelectorHandler(List<SelectorLoop> loops, Metrics metrics) {
        this.loops = loops;
        delays = new Metrics.Timing[loops.size()];
        for (int i = 0; i < delays.length; i++) {
            delays[i] = metrics.timing("loop.delay", Map.of("loop", Integer.toString(i)));
        }
        // Each loop writes a place of its own, a cache line apart from the next.
        roundStartNanos = new long[loops.size() * 8];
    }

    /** Returns the loop of that runner, or null when it is none of this transport's. */
    @Nullable
    SelectorLoop loopOf(SelectorRunner runner) {
        return byRunner.get(runner);
    }

    @Override
    public boolean preSelect(SelectorRunner runner) throws IOException {
        SelectorLoop loop = byRunner.get(runner);
        if (loop == null) {
            loop = bind(runner);
        }
        boolean goOn = super.preSelect(runner);
        loop.runTasks();
        return goOn;
    }

    @Override
    public Set<SelectionKey> select(SelectorRunner runner) throws IOException {
        SelectorLoop loop = byRunner.get(runner);
        if (loop == null) {
            return super.select(runner);
        }
        Selector selector = runner.getSelector();
        long millis = runner.getPostponedTasks().isEmpty() ? loop.selectMillis(SELECT_MILLIS_MAX) : 0;
        int place = loop.index() * 8;
        if (roundStartNanos[place] != 0) {
            delays[loop.index()].record(Math.max(0, System.nanoTime() - roundStartNanos[place]));
        }
        if (millis == 0) {
            selector.selectNow();
        } else {
            selector.select(millis);
        }
        Set<SelectionKey> selected = selector.selectedKeys();
        roundStartNanos[place] = selected.isEmpty() ? 0 : System.nanoTime();
        return selected;
    }

    private SelectorLoop bind(SelectorRunner runner) {
        SelectorLoop loop = loops.get(bound.getAndIncrement());
        byRunner.put(runner, loop);
        loop.bind(runner);
        return loop;
    }
}
