package io.gridgate.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/**
 * The packages under {@code fixture}, laid out like the node's, with one breach of every rule.
 *
 * <p>Thread-safety: immutable.
 */
final class FixtureTree {

    static final String ROOT = FixtureTree.class.getPackageName() + ".fixture";

    private FixtureTree() {}

    static JavaClasses classes() {
        return new ClassFileImporter().importPackages(ROOT);
    }

    static DescribedPredicate<JavaClass> isNotPartOfIt() {
        return JavaClass.Predicates.resideOutsideOfPackage(ROOT + "..");
    }
}
