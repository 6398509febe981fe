package io.gridgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.source.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GatewayCompilerTest {

    private final TestNode node = new TestNode();

    @Test
    void chainsHaveTheStagesThatTheirRoutesUse() {
        CompiledGateway gateway = node.compiled("""
                services:
                  a: {instances: ["127.0.0.1:1"]}
                  b: {instances: ["127.0.0.1:2"], retries: {attempts: 0}}
                routes:
                  - {path: /plain, service: a}
                  - {path: "/rewrite/{id}", service: b, rewrite: "/v2/{id}", limits: {body: 64KiB}, retries: {attempts: 1}}
                  - {path: /strip/**, strip_prefix: /strip, split: [{service: a, weight: 9}, {service: b, weight: 1}]}
                  - {path: /old/**, redirect: {status: 301, to: "https://{host}/new"}}
                  - {path: /fixed, respond: {status: 204}}
                """);
        assertThat(gateway.routes().stream().map(route -> route.id() + ": " + gateway.chain(route)).collect(Collectors.joining("\n")))
                .isEqualTo("""
                /plain: OBSERVE ObserveFilter -> GUARD UpgradeFilter -> GUARD BodyLimitFilter(1KB) -> RETRY RetryFilter(a, 2) -> \
                BALANCE BalanceFilter(a) -> ATTEMPT Attempt
                /rewrite/{id}: OBSERVE ObserveFilter -> GUARD UpgradeFilter -> GUARD BodyLimitFilter(64KiB) -> \
                TRANSFORM RewriteFilter(/v2/{id}) -> RETRY RetryFilter(b, 1) -> BALANCE BalanceFilter(b) -> ATTEMPT Attempt
                /strip/**: OBSERVE ObserveFilter -> GUARD UpgradeFilter -> GUARD BodyLimitFilter(1KB) -> TRANSFORM StripPrefixFilter(/strip) -> \
                DISPATCH SplitFilter(a 9: RETRY RetryFilter(a, 2) -> BALANCE BalanceFilter(a) -> ATTEMPT Attempt | \
                b 1: RETRY RetryFilter(b, 0) -> BALANCE BalanceFilter(b) -> ATTEMPT Attempt)
                /old/**: OBSERVE ObserveFilter -> GUARD UpgradeFilter -> GUARD BodyLimitFilter(1KB) -> \
                DISPATCH RedirectFilter(301 https://{host}/new)
                /fixed: OBSERVE ObserveFilter -> GUARD UpgradeFilter -> GUARD BodyLimitFilter(1KB) -> DISPATCH RespondFilter(204)""");
        gateway.close();
        assertThat(node.registry.view()).isEmpty();
    }

    @Test
    void requestIsCountedByItsRatesBeforeItTakesAPermitAndBothBeforeTheCache() {
        CompiledGateway gateway = node.compiled("""
                services: {a: {instances: ["127.0.0.1:1"]}}
                routes: [{path: /**, service: a, rate_limit: r, cache: c}]
                caching: {c: {ttl: 5}}
                rate_limits: [{name: r, limit: 5, window: 60}]
                concurrency_limits: [{name: one, limit: 5}, {name: two, path: /other, limit: 5}]
                """);
        assertThat(gateway.chain(gateway.routes().getFirst()).toString()).containsSubsequence("RATE_LIMIT RateLimitFilter(r)",
                "RATE_LIMIT ConcurrencyFilter(one, two)", "CACHE ");
        gateway.close();
    }

    @Test
    void tlsThatThisNodeCannotUseIsAProblemWithItsPlace() {
        Compilation compilation = node.compile("""
                services:
                  a:
                    instances: ["127.0.0.1:1"]
                    tls: {enabled: true}
                routes:
                  - {path: /a, service: a}
                """);
        assertThat(compilation).isInstanceOf(Compilation.Refused.class);
        assertThat(compilation.problems()).extracting(Problem::toString)
                .containsExactly("gateway.yaml:4:10: services.a.tls: /etc/ca.pem: no such file");
        assertThat(node.registry.view()).isEmpty();
    }

    @Test
    void problemsOfReadingAreThoseOfTheReader() {
        assertThat(node.compile("routes: [{path: /a, servise: x}]").problems().toString()).contains("gateway.yaml:1:", "servise");
    }

    @Test
    void warningsComeAlong() {
        List<Problem> problems = node.compile("routes: [{path: /a, service: nobody}]").problems();
        assertThat(problems).isNotEmpty().noneMatch(Problem::isError);
    }
}
