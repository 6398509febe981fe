package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PausedMemberIT {

    private final List<GridProcess> nodes = new ArrayList<>();

    @AfterEach
    void end() {
        nodes.forEach(GridProcess::close);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void pausedMemberIsOneAgainWithinThirtySecondsAndServesWhatItMissed() throws Exception {
        // Given
        List<Integer> ports = List.of(freePort(), freePort(), freePort());
        String peers = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        for (int i = 0; i < ports.size(); i++) {
            nodes.add(GridProcess.start("gw-" + (i + 1), ports.get(i), peers));
        }
        for (GridProcess node : nodes) {
            node.await("ready");
        }
        GridProcess one = nodes.get(0);
        GridProcess three = nodes.get(2);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> one.ask("members", "[").equals("[gw-1, gw-2, gw-3]"));
        assertThat(one.ask("apply first", "Applied")).contains("gw-3=1");
        // When
        three.pause();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> one.ask("members", "[").equals("[gw-1, gw-2]"));
        assertThat(one.ask("apply second", "Applied")).contains("gw-1=2").doesNotContain("gw-3");
        three.resume();
        // Then
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> one.ask("members", "[").equals("[gw-1, gw-2, gw-3]"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> three.ask("served", "served").equals("served 2"));
        assertThat(three.ask("apply third", "Applied")).contains("gw-1=3").contains("gw-2=3").contains("gw-3=3");
    }
}
