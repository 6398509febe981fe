package io.gridgate.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.gridgate.architecture.LibraryTable.Library;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The node keeps to the tables of packages and libraries. */
final class ArchitectureTest {

    private static final Rules RULES = new Rules("io.gridgate");

    private static final ImportOption IS_TEST = location -> location.contains("/test-classes/");

    private static final JavaClasses NODE = new ClassFileImporter().withImportOption(location -> !IS_TEST.includes(location))
            .importPackages("io.gridgate");

    @ParameterizedTest
    @MethodSource("packages")
    void importsOnlyWhatItsRowAllows(String name) {
        RULES.imports(name).check(NODE);
    }

    @Test
    void everyPackageIsInTheTable() {
        RULES.everyPackageIsInTheTable().check(NODE);
    }

    @Test
    void packagesAreFreeOfCycles() {
        RULES.noCycles().check(NODE);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void libraryIsUsedOnlyAtHome(Library library) {
        RULES.home(library).check(NODE);
    }

    @Test
    void everyLibraryIsInTheTable() {
        RULES.everyLibraryIsInTheTable().check(NODE);
    }

    @Test
    void exchangeShowsNoLibrary() {
        RULES.exchangeShowsNoLibrary().check(NODE);
    }

    @Test
    void everyPackageIsNullMarked() {
        RULES.everyPackageIsNullMarked().check(NODE);
    }

    @Test
    void namesSaySomething() {
        RULES.namesSaySomething().check(NODE);
    }

    @Test
    void nothingSleeps() {
        RULES.nothingSleeps().check(NODE);
    }

    @Test
    void noTestSleeps() {
        JavaClasses tests = new ClassFileImporter().withImportOption(IS_TEST).importPackages("io.gridgate")
                .that(FixtureTree.isNotPartOfIt());
        RULES.nothingSleeps().check(tests);
    }

    static List<String> packages() {
        return PackageTable.packages();
    }

    static List<Library> libraries() {
        return LibraryTable.HOUSED;
    }
}
