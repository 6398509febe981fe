package io.gridgate.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.gridgate.architecture.LibraryTable.Library;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The rules for a tree of packages, so that the same ones judge the node and the fixture that breaks them.
 *
 * <p>Thread-safety: immutable.
 *
 * @param root the package that holds the packages of the table
 */
record Rules(String root) {

    /** Returns the rule that no class of package {@code name} depends on a package that its row of the table leaves out. */
    ArchRule imports(String name) {
        String[] allowed = Stream.concat(Stream.of(name), PackageTable.importsOf(name).stream()).map(this::tree).toArray(String[]::new);
        return noClasses().that().resideInAPackage(tree(name))
                .should().dependOnClassesThat(resideInAPackage(root + "..").and(resideOutsideOfPackages(allowed)))
                .because("the table of packages lets " + name + " import " + PackageTable.importsOf(name))
                .allowEmptyShould(true);
    }

    /** Returns the rule that every class belongs to a package of the table. */
    ArchRule everyPackageIsInTheTable() {
        return classes().should().resideInAnyPackage(PackageTable.packages().stream().map(this::tree).toArray(String[]::new));
    }

    /** Returns the rule that no packages, sub-packages included, depend on each other in a circle. */
    ArchRule noCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
    }

    /** Returns the rule that only the homes of {@code library} use it. */
    ArchRule home(Library library) {
        return noClasses().that().resideOutsideOfPackages(library.homes().stream().map(this::tree).toArray(String[]::new))
                .should().dependOnClassesThat().resideInAPackage(library.root() + "..")
                .because("the home of " + library.root() + " is " + library.homes())
                .allowEmptyShould(true);
    }

    /** Returns the rule that no library is used that the tables do not name. */
    ArchRule everyLibraryIsInTheTable() {
        Stream<String> known = Stream.of(Stream.of("java", "javax", "jdk", "com.sun", "org.w3c.dom", "org.xml.sax", "", root),
                LibraryTable.SHARED.stream(), LibraryTable.HOUSED.stream().map(Library::root)).flatMap(roots -> roots);
        return classes().should().onlyDependOnClassesThat(resideInAnyPackage(known.map(Rules::all).toArray(String[]::new)));
    }

    /** Returns the rule that what {@code exchange} shows is made of the JDK and Gridgate alone. */
    ArchRule exchangeShowsNoLibrary() {
        return members().that().areDeclaredInClassesThat().resideInAPackage(tree("exchange")).and().areNotPrivate()
                .should(new ArchCondition<JavaMember>("have no type of a library in their signature") {
                    @Override
                    public void check(JavaMember member, ConditionEvents events) {
                        member.getAllInvolvedRawTypes().stream().filter(Rules::isOfLibrary).forEach(type -> events.add(
                                SimpleConditionEvent.violated(member, member.getDescription() + " shows " + type.getName())));
                    }
                }).allowEmptyShould(true);
    }

    /** Returns the rule that the types of every package are non-null unless they say otherwise. */
    ArchRule everyPackageIsNullMarked() {
        return classes().should(new ArchCondition<JavaClass>("be in a package whose package-info says @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is in a package without @NullMarked"));
                }
            }
        });
    }

    /** Returns the rule that a type's name says what it is. */
    ArchRule namesSaySomething() {
        return noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Common|Impl)(\\$.*)?");
    }

    /** Returns the rule that nothing sleeps; what waits has a deadline and is woken. */
    ArchRule nothingSleeps() {
        return noClasses().should().callMethodWhere(describe("it is Thread.sleep",
                call -> call.getTargetOwner().isEquivalentTo(Thread.class) && call.getName().equals("sleep")));
    }

    private static boolean isOfLibrary(JavaClass type) {
        Stream<String> roots = Stream.concat(LibraryTable.SHARED.stream(), LibraryTable.HOUSED.stream().map(Library::root));
        return roots.anyMatch(library -> type.getPackageName().equals(library) || type.getPackageName().startsWith(library + "."));
    }

    private String tree(String name) {
        return root + "." + name + "..";
    }

    private static String all(String packageRoot) {
        return packageRoot.isEmpty() ? "" : packageRoot + "..";
    }
}
