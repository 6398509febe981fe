package io.gridgate.admin;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Request;
import org.jspecify.annotations.Nullable;

/**
 * One call of an endpoint: the request, the segment that its path captured, its body, and the loop of its exchange.
 *
 * <p>Thread-safety: handed from the exchange's loop to one virtual thread, which alone uses it until it answers; or stays there.
 */
record Call(Request request, String captured, byte[] body, EventLoop loop) {

    /** Returns the captured segment as a number from 1, or -1 when it is none. */
    long capturedNumber() {
        try {
            return captured.length() > 18 || !captured.chars().allMatch(c -> c >= '0' && c <= '9') ? -1 : Long.parseLong(captured);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Returns the field's only value, or null; several are refused. */
    @Nullable
    String field(String name) {
        if (request.headers().count(name) > 1) {
            throw GatewayException.of(ErrorCode.BAD_REQUEST, name + " must not repeat");
        }
        return request.headers().first(name);
    }

    /**
     * Returns the query parameter without control characters, or {@code absent} when there is none.
     *
     * @param charactersMax its greatest length; a longer one is refused
     */
    String text(String parameter, String absent, int charactersMax) {
        String value = request.target().queryParameter(parameter);
        if (value == null || value.isBlank()) {
            return absent;
        }
        if (value.length() > charactersMax) {
            throw GatewayException.of(ErrorCode.BAD_REQUEST,
                    parameter + " is longer than " + charactersMax + " characters");
        }
        return value.strip().chars().map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, (out, c) -> out.append((char) c), StringBuilder::append).toString();
    }

    /** Returns the query parameter as a number, or {@code absent} when there is none; anything but 0 to {@code max} is refused. */
    int number(String parameter, int absent, int max) {
        String digits = text(parameter, String.valueOf(absent), 9);
        if (digits.chars().allMatch(c -> c >= '0' && c <= '9') && Integer.parseInt(digits) <= max) {
            return Integer.parseInt(digits);
        }
        throw GatewayException.of(ErrorCode.BAD_REQUEST, parameter + " must be a number from 0 to " + max);
    }

    /** Returns whether the query parameter is {@code true}; anything but {@code true} and {@code false} is refused. */
    boolean flag(String parameter) {
        return switch (text(parameter, "false", 8)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw GatewayException.of(ErrorCode.BAD_REQUEST, parameter + " must be true or false");
        };
    }
}
