package io.gridgate.rollout;

import java.util.OptionalLong;

/**
 * Who changes the document, why, and under which condition.
 *
 * <p>Thread-safety: immutable.
 *
 * @param author who
 * @param message why; may be empty
 * @param expected the number that must be current; empty: whatever is; 0: none is yet
 * @param force done even if fewer than half of the last known members are in sight
 */
public record ApplyRequest(String author, String message, OptionalLong expected, boolean force) {

    /** Returns the request that holds whatever is current. */
    public static ApplyRequest by(String author, String message) {
        return new ApplyRequest(author, message, OptionalLong.empty(), false);
    }
}
