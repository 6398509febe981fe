package io.gridgate.config.route;

/** A kind of credentials. */
public enum AuthMethod {
    JWT,
    API_KEY,
    OAUTH2
}
