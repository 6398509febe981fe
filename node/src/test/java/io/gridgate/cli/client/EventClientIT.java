package io.gridgate.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.cli.output.CommandFailure;
import io.gridgate.fixture.ScriptedBackend;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What reads a node's events makes of nodes that send little, or nothing. */
final class EventClientIT {

    private static final String EVENTS = "/admin/v1/events";
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration BRIEF = Duration.ofMillis(200);

    private final List<String> heard = new ArrayList<>();

    @Test
    void aNodeThatTakesTheConnectionAndAnswersNothingIsGivenUp() throws Exception {
        try (ScriptedBackend silent = ScriptedBackend.serving(ScriptedBackend.Peer::awaitClose);
                AdminClient client = client(silent, BRIEF)) {
            assertThatThrownBy(() -> client.events(EVENTS, "", heard::add)).isInstanceOf(CommandFailure.class)
                    .hasMessageEndingWith("gave no answer in time");
        }
    }

    @Test
    void aRefusalThatIsNeverWholeIsGivenUp() throws Exception {
        try (ScriptedBackend broken = ScriptedBackend.answering("HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\n{");
                AdminClient client = client(broken, BRIEF)) {
            assertThatThrownBy(() -> client.events(EVENTS, "", heard::add)).isInstanceOf(CommandFailure.class)
                    .hasMessageEndingWith("gave no answer in time");
        }
    }

    @Test
    void aStreamMayBeQuietForLongerThanItsBeginMayTake() throws Exception {
        try (ScriptedBackend quiet = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nretry: 1000\n\n");
            peer.socket().setSoTimeout((int) BRIEF.multipliedBy(3).toMillis());
            assertThatThrownBy(peer.in()::read).isInstanceOf(IOException.class);
            peer.write("data: {}\n\n");
        }); AdminClient client = client(quiet, BRIEF)) {
            client.events(EVENTS, "", heard::add);
        }
        assertThat(heard).containsExactly("{}");
    }

    @Test
    void anIdCountsWithoutAnEventAndOneThatIsCutShortDoesNot() throws Exception {
        try (ScriptedBackend node = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
                    + "retry: 1000\nid: a\n\nid: b\ndata: {\"n\":1}\n\ndata: {\"n\":2}\n\n:\nid: c\n\n:\n\nid: d\ndata: {\"n\":");
        }); AdminClient client = client(node, PATIENT)) {
            assertThat(client.events(EVENTS, "z", heard::add)).isEqualTo("c");
            assertThat(heard).containsExactly("{\"n\":1}", "{\"n\":2}");
            assertThat(node.received().getFirst().field("Last-Event-ID")).isEqualTo("z");
        }
    }

    @Test
    void aStreamWithoutAnIdGoesOnAfterTheOneBefore() throws Exception {
        try (ScriptedBackend node = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nretry: 1000\n\n");
        }); AdminClient client = client(node, PATIENT)) {
            assertThat(client.events(EVENTS, "z", heard::add)).isEqualTo("z");
        }
    }

    private static AdminClient client(ScriptedBackend node, Duration readTimeout) {
        return AdminClient.of(new AdminAddress(URI.create("http://127.0.0.1:" + node.port()), null, null), readTimeout);
    }
}
