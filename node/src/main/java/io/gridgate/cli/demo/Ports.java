package io.gridgate.cli.demo;

import io.gridgate.cli.output.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The ports that the demo needs, tried before anything starts.
 *
 * <p>Thread-safety: stateless.
 */
final class Ports {

    private Ports() {}

    /** Fails with all ports that are in use; key: port on loopback → value: what needs it. */
    static void requireFree(Map<Integer, String> purposes) {
        List<String> taken = new ArrayList<>();
        purposes.forEach((port, purpose) -> {
            if (!isFree(port)) {
                taken.add(port + " (" + purpose + ")");
            }
        });
        if (!taken.isEmpty()) {
            throw new CommandFailure("in use on 127.0.0.1: port " + String.join(", ", taken) + "; stop what listens there and try again");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
