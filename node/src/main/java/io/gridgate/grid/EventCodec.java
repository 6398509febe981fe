package io.gridgate.grid;

import io.gridgate.base.Event;
import io.gridgate.base.Event.Once;
import io.gridgate.base.EventType;
import io.gridgate.event.ToldEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The octets of what a node tells of.
 *
 * <p>Thread-safety: stateless.
 */
final class EventCodec {

    static final int VERSION = 1;
    private static final int TEXT = 1;
    private static final int NUMBER = 2;
    private static final int FLAG = 3;
    private static final long WITHIN_MILLIS_MAX = TimeUnit.DAYS.toMillis(1_000);

    private EventCodec() {}

    static byte[] encode(ToldEvent told) {
        Event event = told.event();
        OctetWriter out = new OctetWriter(VERSION).text(told.node()).number(told.run()).number(told.sequence())
                .number(told.at().toEpochMilli()).text(event.type().text());
        String service = event.service();
        out.list(service == null ? List.of() : List.of(service), OctetWriter::text);
        out.list(List.copyOf(event.fields().entrySet()), EventCodec::write);
        Once once = event.once();
        return out.list(once == null ? List.of() : List.of(once),
                (to, each) -> to.text(each.about()).text(each.word()).number(each.within().toMillis())).octets();
    }

    /** @throws IllegalArgumentException if it is of another version, or of a type that this node does not know */
    static ToldEvent decode(byte[] octets) {
        return OctetReader.read("event", VERSION, octets,
                in -> new ToldEvent(in.text(), in.number(), in.number(), Instant.ofEpochMilli(in.number()), event(in)));
    }

    private static Event event(OctetReader in) {
        String type = in.text();
        EventType known = EventType.of(type)
                .orElseThrow(() -> new IllegalArgumentException("event: type " + type + " (expected: one that this node knows)"));
        String service = only(in.list(OctetReader::text));
        Map<String, Object> fields = new LinkedHashMap<>();
        in.list(EventCodec::field).forEach(field -> fields.put(field.getKey(), field.getValue()));
        Once once = only(in.list(EventCodec::once));
        return new Event(known, service, fields, once);
    }

    private static Once once(OctetReader in) {
        String about = in.text();
        String word = in.text();
        long millis = in.number();
        if (millis < 0 || millis > WITHIN_MILLIS_MAX) {
            throw new IllegalArgumentException("event: once within " + millis + " ms (expected: 0 to a thousand days)");
        }
        return new Once(about, word, Duration.ofMillis(millis));
    }

    private static <T> @Nullable T only(List<T> list) {
        return list.isEmpty() ? null : list.getFirst();
    }

    private static void write(OctetWriter out, Map.Entry<String, Object> field) {
        out.text(field.getKey());
        switch (field.getValue()) {
            case Long number -> out.octet(NUMBER).number(number);
            case Boolean flag -> out.octet(FLAG).octet(flag ? 1 : 0);
            default -> out.octet(TEXT).text(field.getValue().toString());
        }
    }

    private static Map.Entry<String, Object> field(OctetReader in) {
        String name = in.text();
        int kind = in.octet();
        return Map.entry(name, switch (kind) {
            case TEXT -> in.text();
            case NUMBER -> in.number();
            case FLAG -> in.octet() == 1;
            default -> throw new IllegalArgumentException("event: kind " + kind + " (expected: 1 to 3)");
        });
    }
}
