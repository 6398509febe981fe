package io.gridgate.grid;

import java.lang.reflect.Proxy;
import java.util.function.BiFunction;

/**
 * Objects of the grid's interfaces that answer what a test says.
 *
 * <p>Thread-safety: as what answers.
 */
final class Fake {

    private Fake() {}

    /** Returns one whose calls are answered by their method's name and arguments. */
    static <T> T of(Class<T> type, BiFunction<String, Object[], Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (_, method, arguments) -> method.getName().equals("hashCode") ? 1 : answers.apply(method.getName(), arguments)));
    }
}
