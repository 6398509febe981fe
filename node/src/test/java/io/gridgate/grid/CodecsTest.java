package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Secret;
import io.gridgate.config.source.Problem;
import io.gridgate.config.value.HostPort;
import io.gridgate.event.ToldEvent;
import io.gridgate.rollout.Acknowledgement;
import io.gridgate.rollout.BoardChange;
import io.gridgate.rollout.BoardState;
import io.gridgate.rollout.NodeReport;
import io.gridgate.rollout.NodeState;
import io.gridgate.rollout.Proposal;
import io.gridgate.rollout.Revision;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.StoredInstances;
import io.gridgate.service.peer.HealthReport;
import io.gridgate.service.peer.LoadReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CodecsTest {

    private static final Revision SIX = new Revision(6, "aa11", "", Instant.ofEpochMilli(1_700_000_000_123L), "ops", "why ü", 42);
    private static final Revision SEVEN = new Revision(7, "bb22", "aa11", Instant.ofEpochMilli(1_700_000_000_124L), "", "", 43);
    private static final Problem PROBLEM = new Problem("gateway.yaml", 14, 7, "routes[2].service", "no service", Problem.Severity.ERROR);
    private static final Acknowledgement WORD = new Acknowledgement("gw-2", "m2", List.of(PROBLEM));
    private static final Proposal PROPOSAL = new Proposal("p1", "c1", 6, List.of(SEVEN), "gw-1", "m1",
            Map.of("m1", new Acknowledgement("gw-1", "m1", List.of()), "m2", WORD));
    private static final BoardState STATE = new BoardState("c1", List.of(SIX), PROPOSAL);
    private static final NodeReport REPORT = new NodeReport("gw-1", "m1", NodeState.DRAINING, 7, 8, "late");
    private static final StoredInstances INSTANCES = new StoredInstances(
            List.of(new KnownInstance(new HostPort("10.0.0.1", 80), 3, 1, "a"),
                    new KnownInstance(new HostPort("user.svc", 81), 1, 0, null)),
            Instant.ofEpochMilli(1_700_000_000_125L));
    private static final HealthReport HEALTH = new HealthReport("gw-1",
            List.of(new HealthReport.Verdict("user/10.0.0.1:80", false, "refused"), new HealthReport.Verdict("user/10.0.0.2:80", true, "")),
            List.of(new HealthReport.Ejected("user/10.0.0.2:80", 1_700_000_000_126L, 2)));
    private static final LoadReport LOAD = new LoadReport("gw-1",
            List.of(new LoadReport.Load(0x0123456789ABCDEFL, 2.5f, 0), new LoadReport.Load(-1, 0, 4_000_000f)));
    private static final ToldEvent EVENT = new ToldEvent("gw-1", 1_700_000_000_123L, 7, Instant.ofEpochMilli(1_700_000_000_127L),
            Event.of(EventType.BREAKER_CHANGED, "user").with("from", "closed").with("n", 3).with("forced", true).once("breaker user", "4"));
    private static final ToldEvent BARE_EVENT = new ToldEvent("gw-2", 1, 2, Instant.EPOCH, Event.of(EventType.NODE_DRAINING));
    private static final List<BoardChange> CHANGES = List.of(new BoardChange.Propose(PROPOSAL), new BoardChange.Acknowledge("p1", WORD),
            new BoardChange.Commit("p1", Set.of("m2", "m1")), new BoardChange.Abort("p1"), new BoardChange.Install("c1", List.of(SIX)),
            new BoardChange.Complete("c1", List.of(SIX)));

    private static Map<String, byte[]> encoded() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("board-state", BoardStateCodec.encode(STATE));
        CHANGES.forEach(change -> all.put("board-change-" + change.getClass().getSimpleName(), BoardChangeCodec.encode(change)));
        all.put("node-report", NodeReportCodec.encode(REPORT));
        all.put("stored-instances", StoredInstancesCodec.encode(INSTANCES));
        all.put("health-report", HealthReportCodec.encode(HEALTH));
        all.put("load-report", LoadReportCodec.encode(LOAD));
        all.put("event", EventCodec.encode(EVENT));
        all.put("event-bare", EventCodec.encode(BARE_EVENT));
        all.put("key-mark", KeyMark.of("gridgate", Secret.of("key"), new byte[16]));
        return all;
    }

    @Test
    void octetsAreThoseThatOtherNodesWrite() throws IOException {
        String octets = encoded().entrySet().stream().map(value -> value.getKey() + " " + HexFormat.of().formatHex(value.getValue()))
                .collect(Collectors.joining("\n", "", "\n"));
        try (InputStream golden = CodecsTest.class.getResourceAsStream("codecs.golden")) {
            assertThat(golden).as("codecs.golden is missing; it should be:\n%s", octets).isNotNull();
            assertThat(octets).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(BoardStateCodec.decode(BoardStateCodec.encode(STATE))).isEqualTo(STATE);
        assertThat(BoardStateCodec.decode(null)).isEqualTo(BoardState.EMPTY);
        assertThat(CHANGES).allSatisfy(change -> assertThat(BoardChangeCodec.decode(BoardChangeCodec.encode(change))).isEqualTo(change));
        assertThat(NodeReportCodec.decode(NodeReportCodec.encode(REPORT))).isEqualTo(REPORT);
        assertThat(StoredInstancesCodec.decode(StoredInstancesCodec.encode(INSTANCES))).isEqualTo(INSTANCES);
        assertThat(HealthReportCodec.decode(HealthReportCodec.encode(HEALTH))).isEqualTo(HEALTH);
        assertThat(LoadReportCodec.decode(LoadReportCodec.encode(LOAD))).isEqualTo(LOAD);
        assertThat(EventCodec.decode(EventCodec.encode(EVENT))).isEqualTo(EVENT);
        assertThat(EventCodec.decode(EventCodec.encode(BARE_EVENT))).isEqualTo(BARE_EVENT);
    }

    @Test
    void anEventOfATypeThatIsNotKnownIsRefused() {
        String octets = new String(EventCodec.encode(BARE_EVENT), StandardCharsets.ISO_8859_1).replace("node_draining", "node_drowning");
        assertThatThrownBy(() -> EventCodec.decode(octets.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("node_drowning");
    }

    @Test
    void valueThatIsCutSurplusOrOfAnotherVersionIsRefused() {
        byte[] whole = BoardStateCodec.encode(STATE);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> BoardStateCodec.decode(cut)).as("cut at %s", length).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> BoardStateCodec.decode(Arrays.copyOf(whole, whole.length + 1))).hasMessageContaining("1 octets too many");
        byte[] newer = whole.clone();
        newer[0] = 9;
        assertThatThrownBy(() -> BoardStateCodec.decode(newer)).hasMessage("board state: version 9 (expected: 1)");
    }

    @Test
    void aLoadThatIsNoNumberIsRefused() {
        byte[] octets = LoadReportCodec.encode(LOAD);
        octets[octets.length - 4] = (byte) 0xFF;
        assertThatThrownBy(() -> LoadReportCodec.decode(octets)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("load");
    }

    @Test
    void keyMarkTellsWhoHasTheKey() {
        byte[] keyed = KeyMark.of("gridgate", Secret.of("key"));
        assertThat(KeyMark.mismatch(keyed, "gridgate", Secret.of("key"))).isEmpty();
        assertThat(KeyMark.mismatch(keyed, "gridgate", Secret.of("other"))).isNotEmpty();
        assertThat(KeyMark.mismatch(keyed, "another", Secret.of("key"))).isNotEmpty();
        assertThat(KeyMark.mismatch(keyed, "gridgate", null)).isNotEmpty();
        assertThat(KeyMark.mismatch(KeyMark.of("gridgate", null), "gridgate", null)).isEmpty();
    }
}
