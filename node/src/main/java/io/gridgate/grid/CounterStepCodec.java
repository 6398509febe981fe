package io.gridgate.grid;

import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;

/**
 * The octets of a step of a rate limit's counter, on its way to the owner.
 *
 * <p>Thread-safety: stateless.
 */
final class CounterStepCodec {

    /** What is to become of a counter, by the rule that the asking node has. */
    sealed interface Step {

        CounterRule rule();

        /** Permits are asked for. */
        record Asked(CounterRule rule, Ask ask) implements Step {}

        /** Permits come back. */
        record GivenBack(CounterRule rule, long holder, long id, long units) implements Step {}
    }

    static final int VERSION = 1;
    private static final int ASKED = 1;
    private static final int GIVEN_BACK = 2;

    private CounterStepCodec() {}

    static byte[] encode(Step step) {
        OctetWriter out = new OctetWriter(VERSION);
        CounterRule rule = step.rule();
        out.octet(code(rule.algorithm())).number(rule.limit()).number(rule.burst()).number(rule.windowMillis());
        switch (step) {
            case Step.Asked(CounterRule _, Ask ask) -> out.octet(ASKED).number(ask.holder()).number(ask.id()).number(ask.wanted())
                    .number(ask.prefetch()).integer(ask.unit()).integer(ask.members()).number(ask.leaseMillis()).number(ask.alone())
                    .number(ask.aloneAtMillis());
            case Step.GivenBack back -> out.octet(GIVEN_BACK).number(back.holder()).number(back.id()).number(back.units());
        }
        return out.octets();
    }

    static Step decode(byte[] octets) {
        return OctetReader.read("counter step", VERSION, octets, in -> {
            CounterRule rule = new CounterRule(algorithm(in.octet()), in.number(), in.number(), in.number());
            int kind = in.octet();
            return switch (kind) {
                case ASKED -> new Step.Asked(rule, new Ask(in.number(), in.number(), in.number(), in.number(), in.integer(), in.integer(),
                        in.number(), in.number(), in.number()));
                case GIVEN_BACK -> new Step.GivenBack(rule, in.number(), in.number(), in.number());
                default -> throw new IllegalArgumentException("counter step: kind " + kind + " (expected: 1 or 2)");
            };
        });
    }

    /** Never an enum's ordinal, which a new algorithm might move. */
    private static int code(Algorithm algorithm) {
        return switch (algorithm) {
            case FIXED_WINDOW -> 1;
            case SLIDING_WINDOW -> 2;
            case TOKEN_BUCKET -> 3;
        };
    }

    private static Algorithm algorithm(int code) {
        return switch (code) {
            case 1 -> Algorithm.FIXED_WINDOW;
            case 2 -> Algorithm.SLIDING_WINDOW;
            case 3 -> Algorithm.TOKEN_BUCKET;
            default -> throw new IllegalArgumentException("counter step: algorithm " + code + " (expected: 1 to 3)");
        };
    }
}
