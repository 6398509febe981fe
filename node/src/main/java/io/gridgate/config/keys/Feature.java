package io.gridgate.config.keys;

import io.gridgate.config.shape.Key;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a document can ask for that is more than carrying requests to services.
 *
 * <p>Keys of a feature that is not built are read and checked like all others; a value that asks for the feature is refused. To build
 * one, take its line out of {@link #NOT_YET}.
 */
enum Feature implements Key.FeatureGate {
    HTTP2("HTTP/2 to services"),
    GRPC_PROTOCOL("gRPC to services"),
    AUTHENTICATION("authentication"),
    CACHE("the response cache"),
    CONCURRENCY_LIMITS("concurrency limits"),
    TRANSFORMS("transformations"),
    MIRROR("mirroring"),
    WEBSOCKET("WebSocket"),
    GRPC("gRPC translation"),
    GRAPHQL("GraphQL translation"),
    VALIDATION("request validation"),
    IP_ACCESS("access by address"),
    WAF("the web application firewall"),
    AGGREGATION("aggregation"),
    COMPRESSION("compression"),
    PLANS("plans"),
    TRACING("traces to a collector");

    /** The features that this version does not have. */
    private static final Set<Feature> NOT_YET = EnumSet.of(
            HTTP2,
            GRPC_PROTOCOL,
            AUTHENTICATION,
            TRANSFORMS,
            MIRROR,
            WEBSOCKET,
            GRPC,
            GRAPHQL,
            VALIDATION,
            IP_ACCESS,
            WAF,
            AGGREGATION,
            COMPRESSION,
            PLANS,
            TRACING);

    private final String title;

    Feature(String title) {
        this.title = title;
    }

    @Override
    public boolean isBuilt() {
        return !NOT_YET.contains(this);
    }

    @Override
    public String title() {
        return title;
    }
}
