package io.gridgate.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The packages of the node and, for each, the packages it may import; the same table stands in {@code docs/ARCHITECTURE.md}.
 *
 * <p>Thread-safety: immutable.
 */
final class PackageTable {

    private static final List<String> CORE = List.of("base", "http", "exchange", "config");

    private static final List<String> FEATURES = List.of("guard", "auth", "ratelimit", "cache", "transform", "aggregate", "translate",
            "websocket");

    /** key: package → value: the packages it may import, apart from itself. */
    private static final Map<String, List<String>> ROWS = rows();

    private PackageTable() {}

    /** Returns the packages, those with the fewest imports first. */
    static List<String> packages() {
        return List.copyOf(ROWS.keySet());
    }

    /** Returns what {@code name} may import, apart from itself and the JDK. */
    static List<String> importsOf(String name) {
        List<String> imports = ROWS.get(name);
        if (imports == null) {
            throw new IllegalArgumentException("name: " + name + " (expected: one of " + ROWS.keySet() + ")");
        }
        return imports;
    }

    private static Map<String, List<String>> rows() {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        rows.put("base", List.of());
        rows.put("http", List.of("base"));
        rows.put("exchange", List.of("base", "http"));
        rows.put("config", List.of("base", "http"));
        rows.put("route", CORE);
        FEATURES.forEach(feature -> rows.put(feature, CORE));
        rows.put("service", CORE);
        rows.put("observe", CORE);
        rows.put("event", List.of("base"));
        rows.put("wire", List.of("base"));
        rows.put("ingress", with(CORE, "wire"));
        rows.put("upstream", with(CORE, "service", "wire"));
        rows.put("rollout", List.of("base", "config"));
        rows.put("grid", with(with(CORE, "event", "rollout", "service"), FEATURES));
        rows.put("store", List.of("base", "config", "rollout", "auth", "service"));
        rows.put("discovery", List.of("base", "exchange", "config", "service"));
        rows.put("gateway", with(with(CORE, "observe", "ingress", "upstream", "service", "route"), FEATURES));
        rows.put("admin", with(with(CORE, "event", "gateway", "rollout", "service", "observe", "route"), FEATURES));
        rows.put("node", with(rows.keySet().stream().toList()));
        rows.put("cli", List.of("base", "config", "node"));
        return Collections.unmodifiableMap(rows);
    }

    private static List<String> with(List<String> imports, String... more) {
        return with(imports, List.of(more));
    }

    private static List<String> with(List<String> imports, List<String> more) {
        List<String> all = new ArrayList<>(imports);
        all.addAll(more);
        return List.copyOf(all);
    }
}
