package io.gridgate.ratelimit;

/** What the desk is to do about a key. */
enum Sweep {
    /** Nothing any more. */
    DONE,
    /** Nothing now; look again. */
    KEEP,
    /** Nothing for a while; look again then. */
    LATER,
    /** Begin an ask. */
    BEGIN,
    /** Send the ask that is under way again. */
    REPEAT,
    /** Give the idle permits back. */
    GIVE_BACK
}
