package io.gridgate.service.breaker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the grid knows of one service's breaker. A state has only the steps that may be made from it.
 *
 * <p>There is no time in it: each node measures by its own monotonic clock how long it has seen a state, and says so
 * ({@link BreakerChange.Elapsed}). No two machines' clocks are ever compared.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface BreakerState {

    /** Returns the number of this state: one more with each move to another kind. What belongs to an older one is void. */
    long epoch();

    /** Returns this kind of state as an operator reads it: {@code closed}, {@code open}, {@code half_open}. */
    String kind();

    /** Returns the state that an operator holds it in. */
    default Forced forced(boolean open) {
        return new Forced(epoch() + 1, open);
    }

    /** Returns the members whose word the state still waits for. */
    default Set<String> members() {
        return Set.of();
    }

    /**
     * Requests pass; each member's failures in a row are kept.
     *
     * @param openings how often it opened from here in close succession, 0 to {@link #OPENINGS_MAX}
     * @param runs key: member id, value: its failures in a row, from 1
     */
    record Closed(long epoch, int openings, Map<String, Integer> runs) implements BreakerState {

        /** The state before the first change. */
        public static final Closed NEW = new Closed(0, 0, Map.of());

        /** Further openings are not counted: the open time does not grow any more. */
        public static final int OPENINGS_MAX = 16;

        public Closed {
            runs = Map.copyOf(runs);
        }

        /** Returns the state after a member said how many failures in a row it has; opens when those of all add up. */
        public BreakerState reported(String member, int run, Thresholds thresholds) {
            Map<String, Integer> all = new TreeMap<>(runs);
            if (run > 0) {
                all.put(member, run);
            } else {
                all.remove(member);
            }
            return new Closed(epoch, openings, all).settled(thresholds);
        }

        /** Returns the state under these thresholds, which may have become lower. */
        public BreakerState settled(Thresholds thresholds) {
            long sum = runs.values().stream().mapToLong(Integer::longValue).sum();
            return sum >= thresholds.failures() ? new Open(epoch + 1, Math.min(openings + 1, OPENINGS_MAX)) : this;
        }

        /** Returns the state after it has stayed closed for so long that the next opening is the first again. */
        public Closed calmed() {
            return new Closed(epoch, 0, runs);
        }

        /** Returns the state without the failures of these members, who can never end their run by a success. */
        public Closed without(Collection<String> gone) {
            Map<String, Integer> left = new TreeMap<>(runs);
            left.keySet().removeAll(gone);
            return new Closed(epoch, openings, left);
        }

        @Override
        public Set<String> members() {
            return runs.keySet();
        }

        @Override
        public String kind() {
            return "closed";
        }
    }

    /**
     * Requests are refused.
     *
     * @param openings how often it opened in close succession, this time included
     */
    record Open(long epoch, int openings) implements BreakerState {

        /** Returns the state after the open time. */
        public HalfOpen halfOpened() {
            return new HalfOpen(epoch + 1, openings, 0, 0, List.of());
        }

        @Override
        public String kind() {
            return "open";
        }
    }

    /**
     * As many requests pass as have to succeed; the others are refused.
     *
     * @param mark changes whenever the wait for a verdict begins anew
     * @param successes probes that succeeded
     * @param probes those that are granted and have no verdict yet
     */
    record HalfOpen(long epoch, int openings, int mark, int successes, List<Probe> probes) implements BreakerState {

        public HalfOpen {
            probes = List.copyOf(probes);
        }

        /** Returns how many more probes may be granted. */
        public int free(Thresholds thresholds) {
            return Math.max(0, thresholds.successes() - successes - probes.size());
        }

        /** Returns whether a probe was sent whose verdict, or the next one's, is waited for. */
        public boolean isWaiting() {
            return successes > 0 || !probes.isEmpty();
        }

        /** Returns the state with as many of these probes as are free; one that is granted already is not granted twice. */
        public HalfOpen granted(List<Probe> asked, Thresholds thresholds) {
            List<Probe> all = new ArrayList<>(probes);
            int free = free(thresholds);
            for (Probe probe : asked) {
                if (free > 0 && !all.contains(probe)) {
                    all.add(probe);
                    free--;
                }
            }
            int nextMark = probes.isEmpty() && !all.isEmpty() ? mark + 1 : mark;
            return new HalfOpen(epoch, openings, nextMark, successes, all);
        }

        /** Returns the state after the verdict of a probe; one that is not granted, or judged before, changes nothing. */
        public BreakerState judged(Probe probe, Verdict verdict, Thresholds thresholds) {
            if (!probes.contains(probe)) {
                return this;
            }
            return switch (verdict) {
                case FAILURE -> reopened();
                case SUCCESS -> new HalfOpen(epoch, openings, mark + 1, successes + 1, others(probe)).settled(thresholds);
                case NONE -> new HalfOpen(epoch, openings, mark, successes, others(probe));
            };
        }

        private List<Probe> others(Probe probe) {
            return probes.stream().filter(other -> !other.equals(probe)).toList();
        }

        /** Returns the state under these thresholds, which may have become lower. */
        public BreakerState settled(Thresholds thresholds) {
            return successes >= thresholds.successes() ? new Closed(epoch + 1, openings, Map.of()) : this;
        }

        /** Returns the state after a probe failed, or none came back in time: only an opening from closed counts as flapping. */
        public Open reopened() {
            return new Open(epoch + 1, openings);
        }

        /** Returns the state without the probes of these members, whose verdict will never come. */
        public HalfOpen without(Collection<String> gone) {
            return new HalfOpen(epoch, openings, mark, successes,
                    probes.stream().filter(probe -> !gone.contains(probe.member())).toList());
        }

        @Override
        public Set<String> members() {
            Set<String> members = new TreeSet<>();
            probes.forEach(probe -> members.add(probe.member()));
            return members;
        }

        @Override
        public String kind() {
            return "half_open";
        }
    }

    /**
     * An operator holds it, open or closed, until it is released.
     *
     * @param open whether requests are refused; else all pass and nothing is counted
     */
    record Forced(long epoch, boolean open) implements BreakerState {

        /** Returns the state in which it decides by itself again. */
        public Closed released() {
            return new Closed(epoch + 1, 0, Map.of());
        }

        @Override
        public Forced forced(boolean toOpen) {
            return toOpen == open ? this : new Forced(epoch + 1, toOpen);
        }

        @Override
        public String kind() {
            return open ? "open" : "closed";
        }
    }

    /**
     * The leave to send one request through a half open breaker.
     *
     * @param member who has it
     * @param sequence which of that member's, so that asking twice is granted once
     */
    record Probe(String member, long sequence) {}
}
