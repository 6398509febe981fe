package io.gridgate.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The written form of an access record: one line, whatever a client put into it.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class AccessLine {

    private static final int USER_AGENT_CHARS_MAX = 1_024;
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);

    private final boolean json;
    private long second = Long.MIN_VALUE;
    private String secondText = "";

    AccessLine(AccessLog.Format format) {
        this.json = format == AccessLog.Format.JSON;
    }

    /** Writes the line of that record with its line feed. */
    void write(AccessRecord access, ByteArrayOutputStream out) throws IOException {
        if (json) {
            writeJson(access, out);
        } else {
            out.write(text(access).getBytes(StandardCharsets.UTF_8));
        }
        out.write('\n');
    }

    private void writeJson(AccessRecord access, ByteArrayOutputStream out) throws IOException {
        try (JsonGenerator line = JSON.createGenerator(out)) {
            line.writeStartObject();
            line.writeStringField("timestamp", timestamp(access.epochMillis()));
            field(line, "method", access.method());
            field(line, "path", access.path());
            line.writeNumberField("status_code", access.status());
            line.writeNumberField("duration_ms", millis(access.durationNanos()));
            field(line, "client_ip", access.clientIp());
            field(line, "user_agent", shortened(access.userAgent()));
            field(line, "correlation_id", access.correlationId());
            field(line, "route", access.route());
            field(line, "service", access.service());
            field(line, "instance", access.instance());
            field(line, "cache", access.cache());
            line.writeNumberField("bytes_in", access.bytesIn());
            line.writeNumberField("bytes_out", access.bytesOut());
            field(line, "user", access.user());
            line.writeEndObject();
        }
    }

    /** Returns milliseconds to the microsecond. */
    private static double millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos) / 1e3;
    }

    private static void field(JsonGenerator line, String name, @Nullable String value) throws IOException {
        if (value == null) {
            line.writeNullField(name);
        } else {
            line.writeStringField(name, whole(value));
        }
    }

    /** Half a surrogate pair, which no UTF-8 has, would break the line off. */
    private static String whole(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return value;
    }

    private String text(AccessRecord access) {
        StringBuilder out = new StringBuilder(256);
        out.append(timestamp(access.epochMillis()));
        word(out, access.clientIp());
        word(out, access.method());
        word(out, access.path());
        out.append(' ').append(access.status()).append(' ').append(millis(access.durationNanos())).append("ms ");
        out.append(access.bytesIn()).append('/').append(access.bytesOut());
        word(out, access.route());
        word(out, access.service());
        word(out, access.instance());
        word(out, access.cache());
        word(out, access.user());
        word(out, access.correlationId());
        quoted(out.append(' '), shortened(access.userAgent()));
        return out.toString();
    }

    private static void word(StringBuilder out, @Nullable String value) {
        out.append(' ');
        if (value == null || value.isEmpty()) {
            out.append('-');
        } else if (value.chars().allMatch(c -> c > 0x20 && c != '"' && c != 0x7f)) {
            out.append(value);
        } else {
            quoted(out, value);
        }
    }

    private static void quoted(StringBuilder out, @Nullable String value) {
        out.append('"');
        for (int i = 0; value != null && i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c >= 0x7f && c <= 0x9f) {
                out.append(String.format("\\x%02x", (int) c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        out.append('"');
    }

    private static @Nullable String shortened(@Nullable String userAgent) {
        return userAgent == null || userAgent.length() <= USER_AGENT_CHARS_MAX ? userAgent : userAgent.substring(0, USER_AGENT_CHARS_MAX);
    }

    /** ISO 8601 in UTC with milliseconds; the text up to the second is made once a second. */
    private String timestamp(long epochMillis) {
        long now = Math.floorDiv(epochMillis, 1_000L);
        if (now != second) {
            second = now;
            secondText = SECOND.format(Instant.ofEpochSecond(now));
        }
        int millis = (int) Math.floorMod(epochMillis, 1_000L);
        return secondText + (char) ('0' + millis / 100) + (char) ('0' + millis / 10 % 10) + (char) ('0' + millis % 10) + 'Z';
    }
}
