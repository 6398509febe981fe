package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.base.Secret;
import io.gridgate.config.value.HostPort;
import io.gridgate.rollout.NodeIdentity;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GridMemberIT {

    private final Members members = new Members();

    @AfterEach
    void noThreadIsLeft() {
        members.close();
    }

    @Test
    void threeMembersSeeEachOtherAsNodes() throws GridRefusedException {
        // When
        GridMember first = members.start("gw-1");
        members.start("gw-2");
        members.start("gw-3");
        // Then
        members.awaitSize(3);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(first.membership()::isSettled);
        assertThat(first.membership().members()).extracting(NodeIdentity::name).containsExactly("gw-1", "gw-2", "gw-3");
        NodeIdentity self = first.membership().self();
        assertThat(self).isEqualTo(new NodeIdentity("gw-1", self.id(), "zone-a", first.address().toString(), "1.2.3",
                Instant.ofEpochSecond(1_700_000_000)));
    }

    @Test
    void orderlyLeaveIsSeenAtOnceAndLeavesNoThread() throws GridRefusedException {
        GridMember first = members.start("gw-1");
        try (GridMember second = members.start("gw-2")) {
            members.awaitSize(2);
            assertThat(second.membership().members()).hasSize(2);
        }
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> first.membership().members().size() == 1);
        assertThat(Members.threads()).noneMatch(name -> name.contains("gw-2"));
    }

    @Test
    void secondLiveMemberOfOneNameIsRefused() throws GridRefusedException {
        GridMember first = members.start("gw-1");
        assertThatThrownBy(() -> members.start("gw-1")).isInstanceOf(GridRefusedException.class)
                .hasMessage("node.name: gw-1 is taken by the live member at " + first.address() + " (expected: another name on each node)");
    }

    @Test
    void nodeThatDiedComesBackUnderItsName() throws GridRefusedException {
        GridMember first = members.start("gw-1");
        members.kill(members.start("gw-2"));
        GridMember again = members.start("gw-2");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> first.membership().members().size() == 2);
        assertThat(again.membership().members()).extracting(NodeIdentity::name).containsExactly("gw-1", "gw-2");
    }

    @Test
    void memberWithAnotherKeyIsRefused() throws GridRefusedException {
        members.start("gw-1", Secret.of("one"));
        assertThatThrownBy(() -> members.start("gw-2", Secret.of("two"))).isInstanceOf(GridRefusedException.class)
                .hasMessageContaining("this node's secret_file is not the grid's");
        assertThatThrownBy(() -> members.start("gw-3")).isInstanceOf(GridRefusedException.class)
                .hasMessageContaining("the grid's members have a secret_file, this node has none");
        assertThat(members.start("gw-4", Secret.of("one")).membership().members()).extracting(NodeIdentity::name).contains("gw-4");
    }

    @Test
    void memberWithAKeyIsRefusedByAGridWithout() throws GridRefusedException {
        members.start("gw-1");
        assertThatThrownBy(() -> members.start("gw-2", Secret.of("two"))).isInstanceOf(GridRefusedException.class)
                .hasMessageContaining("this node has a secret_file, the grid's have none");
    }

    @Test
    void portThatIsTakenIsAClearError() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> GridMember.start(members.options("gw-1", taken.getLocalPort(), null)))
                    .isInstanceOf(GridRefusedException.class).hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void absentPeersAreNotWaitedFor() throws IOException, GridRefusedException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            members.peer(new HostPort("127.0.0.1", free.getLocalPort()));
        }
        assertThat(PeerProbe.probe(members.options("gw-1", 0, null).peers().get()).values()).containsExactly(PeerProbe.Peer.ABSENT);
        assertThat(members.start("gw-1").membership().members()).hasSize(1);
    }

    @Test
    void silentPeerIsWaitedForFiveSeconds() throws IOException, GridRefusedException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            members.peer(new HostPort("127.0.0.1", silent.getLocalPort()));
            long since = System.nanoTime();
            assertThat(members.start("gw-1").membership().members()).hasSize(1);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
        }
    }

    @Test
    void onlyTheMemberProtocolIsSpokenAndOnlyOnItsAddress() throws IOException, GridRefusedException {
        GridMember member = members.start("gw-1");
        for (String protocol : new String[]{"CP2", "GET", "set"}) {
            try (Socket client = new Socket("127.0.0.1", member.address().port())) {
                client.setSoTimeout(10_000);
                client.getOutputStream().write((protocol + " /hazelcast/health HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                assertThat(answer(client)).as(protocol).doesNotContain("HTTP/1").doesNotContain("STORED");
            }
        }
        try (Socket other = new Socket()) {
            assertThatThrownBy(() -> other.connect(new InetSocketAddress("127.0.0.2", member.address().port()), 5000))
                    .isInstanceOf(ConnectException.class);
        }
    }

    /** Returns what comes until the end, however it ends. */
    private static String answer(Socket client) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            int octet;
            while ((octet = client.getInputStream().read()) >= 0) {
                text.append((char) octet);
            }
        } catch (SocketException e) {
            text.append(" reset");
        }
        return text.toString();
    }
}
