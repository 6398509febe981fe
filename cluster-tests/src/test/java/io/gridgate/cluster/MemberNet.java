package io.gridgate.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

/**
 * The network between the members of a grid: node {@code k} is reached at an address of loopback of its own, through a relay that knows
 * by the address of the caller which node it is. A cut holds what runs between two nodes and tells neither, as a broken switch does:
 * connections stay open and nothing comes through until it is healed.
 *
 * <p>Thread-safety: thread-safe.
 */
final class MemberNet implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    private final List<ServerSocket> relays = new ArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Object changed = new Object();
    private final Set<Link> cut = new HashSet<>();

    /** Two nodes, in the order of their numbers. */
    private record Link(int lower, int higher) {
        static Link of(int one, int other) {
            return new Link(Math.min(one, other), Math.max(one, other));
        }
    }

    /** Relays to members that listen on these ports of {@code 127.0.0.1}, each at the same port of {@link #address}. */
    static MemberNet of(List<Integer> memberPorts) {
        MemberNet net = new MemberNet();
        for (int k = 0; k < memberPorts.size(); k++) {
            net.relay(k, memberPorts.get(k));
        }
        return net;
    }

    /** Returns the address under which the others know node {@code k}, and from which it calls. */
    static String address(int k) {
        return "127.0.1." + (k + 1);
    }

    /** Returns what makes a node known at its relay, and call from its address. */
    static List<String> jvmOptions(int k, int port) {
        return List.of("-Dhazelcast.local.publicAddress=" + address(k) + ":" + port, "-Dhazelcast.socket.client.bind.any=false");
    }

    /** Cuts these nodes off from all others; among themselves they stay connected. */
    void cutOff(Integer... nodes) {
        Set<Integer> group = Set.of(nodes);
        for (int node : nodes) {
            IntStream.range(0, relays.size()).filter(other -> !group.contains(other)).forEach(other -> cut(node, other));
        }
    }

    /** Cuts what runs between these two; both still reach all others. */
    void cut(int one, int other) {
        synchronized (changed) {
            cut.add(Link.of(one, other));
        }
    }

    /** Lets everything through again, what was held too. */
    void heal() {
        synchronized (changed) {
            cut.clear();
            changed.notifyAll();
        }
    }

    @Override
    public void close() {
        heal();
        relays.forEach(MemberNet::close);
        sockets.forEach(MemberNet::close);
        threads.close();
    }

    private void relay(int node, int port) {
        try {
            ServerSocket relay = new ServerSocket(port, 128, InetAddress.getByName(address(node)));
            relays.add(relay);
            threads.execute(() -> accept(relay, node, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket relay, int node, int port) {
        while (!relay.isClosed()) {
            try {
                Socket caller = relay.accept();
                sockets.add(caller);
                threads.execute(() -> connect(caller, node, port));
            } catch (IOException | RejectedExecutionException e) {
                close(relay);
            }
        }
    }

    private void connect(Socket caller, int node, int port) {
        int from = caller(caller.getInetAddress()).orElse(node);
        Socket member = new Socket();
        try {
            awaitPassage(from, node);
            member.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            sockets.add(member);
            threads.execute(() -> pump(member, caller, node, from));
            pump(caller, member, from, node);
        } catch (IOException | RejectedExecutionException e) {
            close(caller);
            close(member);
        }
    }

    /** Returns which node calls; empty: one that starts and looks whether anybody is there, from no address of its own. */
    private static OptionalInt caller(InetAddress address) {
        byte[] octets = address.getAddress();
        return octets[2] == 1 ? OptionalInt.of(octets[3] - 1) : OptionalInt.empty();
    }

    /** Carries one direction of a connection to its end, which ends the other too. */
    private void pump(Socket source, Socket target, int from, int to) {
        try (source; target) {
            InputStream in = source.getInputStream();
            OutputStream out = target.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                awaitPassage(from, to);
                out.write(chunk, 0, n);
            }
            awaitPassage(from, to);
        } catch (IOException e) {
            // One of the two is gone, and so is the other now.
        } finally {
            sockets.remove(source);
            sockets.remove(target);
        }
    }

    private void awaitPassage(int from, int to) throws IOException {
        synchronized (changed) {
            while (cut.contains(Link.of(from, to))) {
                try {
                    changed.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            // It is to be gone, and is.
        }
    }
}
