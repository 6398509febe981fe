package io.gridgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs, in this process and far too briefly for a figure. */
class BenchmarksTest {

    @Test
    void everyBenchmarkRunsOnce() throws RunnerException {
        System.setProperty("jmh.ignoreLock", "true");
        Options brief = new OptionsBuilder().forks(0).warmupIterations(0).measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(5))
                .param("routes", "10").verbosity(VerboseMode.SILENT).shouldFailOnError(true).build();
        Collection<RunResult> results = new Runner(brief).run();
        assertThat(results).hasSize(15).allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
