package io.gridgate.wire;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.glassfish.grizzly.nio.ChannelConfigurator;
import org.glassfish.grizzly.nio.NIOTransport;

/**
 * The options of every socket: no Nagle, keep-alive probes, ports that can be bound again at once.
 *
 * <p>Thread-safety: stateless.
 */
final class SocketOptions implements ChannelConfigurator {

    @Override
    public void preConfigure(NIOTransport transport, SelectableChannel channel) throws IOException {
        channel.configureBlocking(false);
        if (channel instanceof ServerSocketChannel listening) {
            listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        }
    }

    @Override
    public void postConfigure(NIOTransport transport, SelectableChannel channel) throws IOException {
        if (channel instanceof SocketChannel socket) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
    }
}
