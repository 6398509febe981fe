package io.gridgate.exchange;

/**
 * The rare facts of an exchange that the access log shows and that only some features know.
 *
 * <p>Thread-safety: constants.
 */
public final class LogFacts {

    /** How the cache took part: {@code hit}, {@code miss}, {@code stale}, {@code bypass}; set by the cache stage. */
    public static final ExchangeKey<String> CACHE = new ExchangeKey<>("cache");

    /** Who the client is, as the log names it; set by the auth stage. */
    public static final ExchangeKey<String> USER = new ExchangeKey<>("user");

    private LogFacts() {}
}
