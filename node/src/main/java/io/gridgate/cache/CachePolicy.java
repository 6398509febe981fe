package io.gridgate.cache;

import io.gridgate.base.Template;
import io.gridgate.config.gateway.CachePolicyConfig;
import io.gridgate.exchange.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy under {@code caching} on one route, ready to be asked.
 *
 * <p>Thread-safety: immutable.
 */
final class CachePolicy {

    /**
     * Where an answer is found.
     *
     * @param space of its policy, since two routes may take one target to different services
     * @param name in that space, by which an operator purges it too
     */
    record Key(String space, String name) {

        private static final String PARTS = "\nparts";

        /** Returns where parts of it are found. */
        Key ofParts() {
            return new Key(space + PARTS, name);
        }

        int length() {
            return space.length() + name.length();
        }

        /** Returns it as one text, for other nodes. */
        String text() {
            return space.length() + ":" + space + name;
        }

        /** Returns the key that a text stands for; null: none. */
        static @Nullable Key parse(String text) {
            int colon = text.indexOf(':');
            if (colon < 1 || colon > 9 || !text.substring(0, colon).chars().allMatch(c -> c >= '0' && c <= '9')) {
                return null;
            }
            int end = colon + 1 + Integer.parseInt(text.substring(0, colon));
            return end > text.length() ? null : new Key(text.substring(colon + 1, end), text.substring(end));
        }
    }

    /** What distinguishes its answers from those that other routes get for the same target. */
    private final String space;
    private final CachePolicyConfig config;

    CachePolicy(String space, CachePolicyConfig config) {
        this.space = space;
        this.config = config;
    }

    Key key(Exchange exchange) {
        Template template = config.key();
        return key(template == null ? target(exchange) : template.render(exchange.variables()));
    }

    /** Returns where answers of that name are found. */
    Key key(String name) {
        return new Key(space, name);
    }

    /** Returns whether the key is the target itself. */
    boolean keysByTarget() {
        return config.key() == null;
    }

    /** Returns the request's target URI. */
    static String target(Exchange exchange) {
        return origin(exchange) + exchange.request().target().forwardTarget();
    }

    /** Returns the beginning of all URIs of the origin that the request asks. */
    static String origin(Exchange exchange) {
        return exchange.client().scheme() + "://" + exchange.request().authority();
    }

    List<String> tags(Exchange exchange) {
        List<String> tags = new ArrayList<>(config.tags().size());
        for (Template tag : config.tags()) {
            tags.add(tag.render(exchange.variables()));
        }
        return tags;
    }

    boolean respectsOrigin() {
        return config.respectOrigin();
    }

    /** Returns whether answers to requests with {@code Authorization} are given to everybody. */
    boolean isShared() {
        return config.shared();
    }

    /** Returns the freshness of an answer whose origin states none; -1: there is none. */
    long ttlSeconds() {
        return seconds(config.ttl(), -1);
    }

    /** Returns the longest that an answer is fresh whose origin states only when it was last modified; 0: it is not. */
    long heuristicMaxSeconds() {
        return seconds(config.heuristicMax(), 0);
    }

    long whileRevalidateSeconds() {
        return seconds(config.staleWhileRevalidate(), 0);
    }

    long ifErrorSeconds() {
        return seconds(config.staleIfError(), 0);
    }

    long octetsMax() {
        return config.maxObjectBytes();
    }

    private static long seconds(@Nullable Duration duration, long otherwise) {
        return duration == null ? otherwise : duration.toSeconds();
    }

    @Override
    public String toString() {
        return config.key() == null ? "target" : config.key().toString();
    }
}
