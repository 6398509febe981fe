package io.gridgate.node;

import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.route.DocumentTests;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one of a document's own tests, run without a network.
 *
 * @param verdict what the gateway would do: {@code forward}, {@code respond}, {@code redirect}, or a status
 * @param route the id of the route that takes the request; null: none
 * @param services where it may go
 * @param differences one line for each expectation that was not met; empty: passed
 *
 * <p>Thread-safety: immutable.
 */
public record DocumentTestResult(
        String method, String path, String verdict, @Nullable String route, List<String> services, List<String> differences) {

    public DocumentTestResult {
        services = List.copyOf(services);
        differences = List.copyOf(differences);
    }

    /** Returns the results of all tests of the document, in its order. */
    public static List<DocumentTestResult> run(GatewayDocument document) {
        return DocumentTests.run(document).stream()
                .map(result -> new DocumentTestResult(result.test().request().method(), result.test().request().path(),
                        result.found().verdict(), result.found().route(), result.found().services(), result.differences()))
                .toList();
    }

    /** Returns whether everything expected was found. */
    public boolean passed() {
        return differences.isEmpty();
    }
}
