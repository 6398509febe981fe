package io.gridgate.admin;

import io.gridgate.base.EventType;
import io.gridgate.event.EventFilter;
import io.gridgate.event.EventLog;
import io.gridgate.event.Subscription;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that tells what happens in the cluster, as server-sent events.
 *
 * <p>Thread-safety: thread-safe, as the log is.
 */
final class EventEndpoint {

    private static final String TYPE = "type";
    private static final String SERVICE = "service";
    private static final String RECENT = "recent";
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final int NAME_CHARACTERS_MAX = 200;
    private static final int TYPES_CHARACTERS_MAX = 1_000;

    private final EventLog log;

    EventEndpoint(EventLog log) {
        this.log = log;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.stream("/admin/v1/events", this::open));
    }

    private Response open(Call call) {
        String service = call.text(SERVICE, "", NAME_CHARACTERS_MAX);
        EventFilter filter = new EventFilter(types(call.text(TYPE, "", TYPES_CHARACTERS_MAX)), service.isEmpty() ? null : service);
        int recent = call.number(RECENT, 0, EventLog.REMEMBERED_MAX);
        String lastId = call.field(LAST_EVENT_ID);
        EventStream stream = EventStream.open(log, call.loop(), onMore -> subscribe(filter, recent, lastId, onMore));
        return new Response(200, Headers.of(HeaderNames.CONTENT_TYPE, "text/event-stream"), stream);
    }

    private Subscription subscribe(EventFilter filter, int recent, @Nullable String lastId, Runnable onMore) {
        Subscription reader = lastId == null || lastId.isEmpty() ? log.subscribe(filter, recent, onMore)
                : log.resume(filter, lastId, onMore);
        if (reader == null) {
            throw GatewayException.of(ErrorCode.OVERLOADED,
                    "this node tells " + EventLog.READERS_MAX + " readers of events already; ask another node");
        }
        return reader;
    }

    private static Set<EventType> types(String text) {
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (String one : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            types.add(EventType.of(one.strip()).orElseThrow(() -> GatewayException.of(ErrorCode.BAD_REQUEST,
                    "type: no event \"" + one.strip() + "\" (expected: one or several of "
                            + Stream.of(EventType.values()).map(EventType::text).collect(Collectors.joining(",")) + ")")));
        }
        return types;
    }
}
