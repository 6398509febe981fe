package io.gridgate.cache;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Metrics;
import io.gridgate.cache.PurgeBoard.Purges;
import io.gridgate.cache.shared.InMemoryCacheStore;
import io.gridgate.config.gateway.CachePolicyConfig;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.PassingBody;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.RouteMatch;
import io.gridgate.exchange.Stage;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Caches of several nodes over a grid and an origin in memory, whose messages take any order, may be late, and whose nodes die; one seed is one schedule.
 *
 * <p>Thread-safety: confined to one test.
 */
final class CacheSimulation {

    /** What may go wrong: of a thousand messages so many are late, of a thousand steps so many kill a node. */
    record Faults(int latePerThousand, int deathsPerThousand) {
        static final Faults NONE = new Faults(0, 0);
    }

    private static final CachePolicyConfig POLICY = new CachePolicyConfig(null, null, null, List.of(), null, null, 1 << 20, true, false);
    private static final int FILLING_MAX = 1 << 18;
    private static final Duration STEP = Duration.ofNanos(50_000);
    private static final long LATE_NANOS = Duration.ofSeconds(3).toNanos();
    private static final List<String> PATHS = List.of("/a", "/b");

    private record Due(long atNanos, Runnable task) {}

    private final Random random;
    private final Faults faults;
    private final FakeTicker ticker = new FakeTicker();
    private final List<Runnable> pool = new ArrayList<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>(Comparator.comparingLong(Due::atNanos));
    private final InMemoryCacheStore.Grid grid = new InMemoryCacheStore.Grid(ticker, this::send);
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private Purges purges = Purges.NONE;
    private int joined;
    private int version;
    private int oldest;
    private int fetches;
    private int conditional;
    private int answered;
    private String control = "max-age=3600";
    private String location = "";
    private final List<Runnable> held = new ArrayList<>();
    private boolean holds;
    private boolean holdsBodies;

    CacheSimulation(long seed, int size, Faults faults) {
        this.random = new Random(seed);
        this.faults = faults;
        for (int i = 0; i < size; i++) {
            nodes.add(new Node());
        }
    }

    List<String> wrong() {
        return wrong;
    }

    int fetches() {
        return fetches;
    }

    /** Returns how many of the fetches asked whether something had changed. */
    int conditional() {
        return conditional;
    }

    /** Has the origin say that of caching from now on. */
    void control(String directives) {
        control = directives;
    }

    /** Has the origin say that its answers are what is found there, from now on. */
    void locate(String reference) {
        location = reference;
    }

    /** Lets time pass. */
    void pass(Duration time) {
        ticker.advance(time);
    }

    int answered() {
        return answered;
    }

    /** Has so many clients ask for the path, each any node. */
    void ask(int clients, String path) {
        for (int i = 0; i < clients; i++) {
            Node node = nodes.get(random.nextInt(nodes.size()));
            node.post(() -> node.ask("GET", path, new Headers()));
        }
    }

    /** Has one client ask that node, with those fields, and nothing else go on for long. */
    void ask(int node, String method, String path, String... fields) {
        begin(node, method, path, fields);
        settle();
    }

    /** Has one client ask that node, with those fields. */
    void begin(int node, String method, String path, String... fields) {
        Node there = nodes.get(node);
        there.post(() -> there.ask(method, path, Headers.of(fields)));
    }

    /** Has the origin keep what it is asked for until {@link #release}. */
    void hold() {
        holds = true;
    }

    /** Has the origin keep what it is asked for, and bodies whose heads are let through, until {@link #release}. */
    void holdBodies() {
        holds = true;
        holdsBodies = true;
    }

    int held() {
        return held.size();
    }

    /** Lets what was asked last through. */
    void releaseLast() {
        pool.add(held.removeLast());
    }

    void release() {
        holds = false;
        holdsBodies = false;
        pool.addAll(held);
        held.clear();
    }

    /** Takes all room for what is being fetched on that node, or gives it back. */
    void room(int node, boolean free) {
        ResponseCache cache = nodes.get(node).cache;
        if (free) {
            cache.release(FILLING_MAX);
        } else {
            cache.reserve(FILLING_MAX);
        }
    }

    /** Has the origin change. */
    void change() {
        version++;
    }

    /** Has every node know a purge of everything. */
    void purgeAll(boolean soft) {
        purges = purges.with(new Purge(Purge.By.TAG, "all", soft), 0);
        nodes.forEach(node -> node.cache.purges().follow(purges));
    }

    /** Runs until everybody waits for time to pass, or for the origin. */
    void settle() {
        while (!pool.isEmpty()) {
            step();
        }
    }

    /** Has clients ask while the origin changes and is purged after that, so many times. */
    void purge(int times) {
        for (int i = 0; i < times; i++) {
            ask(random.nextInt(8), PATHS.get(random.nextInt(PATHS.size())));
            run(random.nextInt(60));
            beginPurge();
            ask(random.nextInt(8), PATHS.get(random.nextInt(PATHS.size())));
            run(random.nextInt(60));
        }
        finish();
    }

    /**
     * Has clients ask while others change at the origin what they ask for, so many times; each time every node has to give what is there last, as soon as
     * all is told.
     */
    void invalidate(int times) {
        for (int i = 0; i < times; i++) {
            for (int change = 0; change < 2; change++) {
                begin(random.nextInt(nodes.size()), "DELETE", "/a");
                run(random.nextInt(40));
                ask(random.nextInt(8), "/a");
                run(random.nextInt(60));
            }
            finish();
            oldest = version;
            for (int node = 0; node < nodes.size(); node++) {
                begin(node, "GET", "/a");
                finish();
            }
        }
    }

    private void beginPurge() {
        int now = ++version;
        Purge purge = random.nextBoolean() ? new Purge(Purge.By.PREFIX, "/", random.nextBoolean())
                : new Purge(Purge.By.TAG, "all", random.nextBoolean());
        purges = purges.with(purge, 0);
        long sequence = purges.last();
        for (Node node : nodes) {
            pool.add(() -> {
                node.cache.purges().follow(purges);
                if (nodes.stream().allMatch(each -> each.cache.purges().sequence() >= sequence)) {
                    oldest = Math.max(oldest, now);
                }
            });
        }
    }

    /** Runs until nothing is left to do. */
    void finish() {
        while (step()) {
            // On.
        }
        nodes.stream().filter(node -> node.asked != 0).forEach(node -> wrong.add(node.name + " owes " + node.asked + " answers"));
    }

    private void run(int steps) {
        for (int i = 0; i < steps && step(); i++) {
            if (random.nextInt(1_000) < faults.deathsPerThousand) {
                nodes.remove(random.nextInt(nodes.size())).die();
                nodes.add(new Node());
            }
        }
    }

    private boolean step() {
        ticker.advance(STEP);
        for (Due due = timers.peek(); due != null && (pool.isEmpty() || due.atNanos <= ticker.nanos()); due = timers.peek()) {
            timers.remove();
            ticker.advance(Duration.ofNanos(Math.max(0, due.atNanos - ticker.nanos())));
            due.task.run();
        }
        if (pool.isEmpty()) {
            return false;
        }
        int at = random.nextInt(pool.size());
        Runnable task = pool.get(at);
        pool.set(at, pool.getLast());
        pool.removeLast();
        task.run();
        return true;
    }

    private void send(Runnable message) {
        if (random.nextInt(1_000) < faults.latePerThousand) {
            timers.add(new Due(ticker.nanos() + LATE_NANOS, message));
        } else {
            pool.add(message);
        }
    }

    /** A node: its cache, its one loop, and the clients that wait for it. */
    private final class Node implements EventLoop, Filter {
        private final String name = "node-" + ++joined;
        private final InMemoryCacheStore store = grid.join(name);
        private final ResponseCache cache = ResponseCache.of(4L * FILLING_MAX, store, Metrics.none(), ticker, ticker);
        private final Chain chain = Chain.of(List.of(cache.filter("r", "space", POLICY), this));
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private boolean dead;
        private int asked;

        private Node() {
            cache.purges().follow(purges);
        }

        void die() {
            dead = true;
            asked = 0;
            store.die();
        }

        void post(Runnable task) {
            tasks.add(task);
            pool.add(() -> {
                Runnable next = tasks.remove();
                if (!dead) {
                    next.run();
                }
            });
        }

        void ask(String method, String path, Headers fields) {
            int least = fields.hasToken("Cache-Control", "no-cache") ? version : oldest;
            asked++;
            Request request = new Request(method, Target.parse(path), new Authority("localhost", 8080), fields, Body.empty(), false);
            Exchange exchange = new Exchange(this, request, new Client(InetAddress.getLoopbackAddress(), "10.1.1.1", false, "http", 8080),
                    "c", ticker.nanos());
            exchange.route(new RouteMatch("r", Map.of()));
            var _ = chain.proceed(exchange).whenComplete((response, failure) -> {
                if (failure != null) {
                    wrong.add(name + ": " + failure);
                } else {
                    response.body().start(new Reader(this, exchange, least));
                }
            });
        }

        @Override
        public Stage stage() {
            return Stage.DISPATCH;
        }

        /** Answers as the origin is when the request gets there. */
        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            CompletableFuture<Response> answer = new CompletableFuture<>();
            (holds ? held : pool).add(() -> {
                version += exchange.request().method().equals("DELETE") ? 1 : 0;
                fetches++;
                String etag = "\"" + version + "\"";
                String known = exchange.request().headers().first("If-None-Match");
                conditional += known == null ? 0 : 1;
                byte[] body = Integer.toString(version).getBytes(StandardCharsets.US_ASCII);
                Headers fields = Headers.of("Cache-Control", control, "Cache-Tag", "all", "ETag", etag, "Content-Location", location);
                Response response = etag.equals(known) ? Response.of(304, fields)
                        : new Response(200, fields, holdsBodies ? new HeldBody(Body.of(body)) : Body.of(body));
                pool.add(() -> post(() -> answer.complete(response)));
            });
            return answer;
        }

        private final class HeldBody extends PassingBody {
            private HeldBody(Body source) {
                super(source);
            }

            @Override
            public void start(BodySink sink) {
                held.add(() -> post(() -> super.start(sink)));
            }
        }

        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            post(task);
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            boolean[] cancelled = new boolean[1];
            timers.add(new Due(ticker.nanos() + delayNanos, () -> {
                if (!cancelled[0]) {
                    post(task);
                }
            }));
            return () -> cancelled[0] = true;
        }
    }

    /** A client. */
    private final class Reader implements BodySink {
        private final Node node;
        private final Exchange exchange;
        private final int least;
        private final StringBuilder text = new StringBuilder();

        private Reader(Node node, Exchange exchange, int least) {
            this.node = node;
            this.exchange = exchange;
            this.least = least;
        }

        @Override
        public boolean onData(ByteBuffer data) {
            text.append(StandardCharsets.US_ASCII.decode(data));
            return true;
        }

        @Override
        public void onEnd(Headers trailers) {
            over(null);
        }

        @Override
        public void onFailure(Throwable cause) {
            over(cause);
        }

        private void over(@Nullable Throwable cause) {
            exchange.end(Outcome.COMPLETED);
            node.asked--;
            answered++;
            if (cause != null || Integer.parseInt(text.toString()) < least) {
                wrong.add(node.name + ": " + (cause == null ? text + " (expected: " + least + " or later)" : cause.toString()));
            }
        }
    }
}
