package io.gridgate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.gridgate.architecture.LibraryTable.Library;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule names the class that breaks it, and lets the others alone. */
final class RulesTest {

    private static final Rules RULES = new Rules(FixtureTree.ROOT);

    private static final JavaClasses FIXTURE = FixtureTree.classes();

    @ParameterizedTest
    @CsvSource({"base, base.Reaching", "cache, cache.LimitedCache"})
    void importOutsideTheRowIsNamed(String name, String offender) {
        assertThat(breaches(RULES.imports(name))).contains(offender);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "guard", "ratelimit", "websocket"})
    void lawfulOrAbsentPackagePasses(String name) {
        assertThat(RULES.imports(name).evaluate(FIXTURE).hasViolation()).isFalse();
    }

    @Test
    void packageOutsideTheTableIsNamed() {
        assertThat(breaches(RULES.everyPackageIsInTheTable())).contains("stray.Stray").doesNotContain("Grammar");
    }

    @Test
    void cycleBetweenSubPackagesIsNamed() {
        assertThat(breaches(RULES.noCycles())).contains("Slice guard.list").contains("Slice guard.rule").doesNotContain("Slice cache");
    }

    @Test
    void libraryAwayFromHomeIsNamed() {
        assertThat(breaches(RULES.home(new Library("com.hazelcast", "grid")))).contains("route.RouteManager");
    }

    @Test
    void libraryAtHomePasses() {
        assertThat(RULES.home(new Library("com.hazelcast", "route")).evaluate(FIXTURE).hasViolation()).isFalse();
    }

    @Test
    void libraryWithoutHomeIsNamed() {
        assertThat(breaches(RULES.everyLibraryIsInTheTable())).contains("org.assertj.core.api.AssertProvider").doesNotContain("Shown");
    }

    @Test
    void libraryInASignatureOfExchangeIsNamed() {
        assertThat(breaches(RULES.exchangeShowsNoLibrary())).contains("exchange.Shown.nodes()").contains("JsonNode");
    }

    @Test
    void packageWithoutNullMarkedIsNamed() {
        assertThat(breaches(RULES.everyPackageIsNullMarked())).contains("http.Grammar").doesNotContain("Reaching");
    }

    @Test
    void emptyNameIsNamed() {
        assertThat(breaches(RULES.namesSaySomething())).contains("RouteManager").doesNotContain("Grammar");
    }

    @Test
    void sleepIsNamed() {
        assertThat(breaches(RULES.nothingSleeps())).contains("RouteManager.rest()");
    }

    private static String breaches(ArchRule rule) {
        return String.join("\n", rule.evaluate(FIXTURE).getFailureReport().getDetails());
    }
}
