package io.gridgate.config.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.base.Nearest;
import io.gridgate.config.source.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A map with known keys, which becomes a record.
 *
 * <p>Thread-safety: immutable.
 *
 * @param <O> the record
 */
public final class MapShape<O> implements Shape<O> {

    /** Makes the record out of the values of a map. */
    @FunctionalInterface
    public interface Build<O> {
        /** Returns the record; null after a problem was added to the reading. */
        @Nullable
        O build(Values values, String path, Reading reading);
    }

    /** Makes the record of values that need no more checks. */
    @FunctionalInterface
    public interface PlainBuild<O> {
        /** Returns the record. */
        O build(Values values);
    }

    /** Keys that are not known by name but by what they hold. */
    private record Others(String kind, ScalarShape<String> name, Predicate<Tree> accepts, Shape<?> shape, String expected) {}

    /** Keys that belong into another map. */
    private record Elsewhere(Set<String> names, String where) {}

    private final String name;
    private final String meaning;
    private final Map<String, Key<O, ?>> keys;
    private final Build<O> build;
    private final @Nullable Others others;
    private final Elsewhere elsewhere;

    private MapShape(String name, String meaning, Map<String, Key<O, ?>> keys, Build<O> build, @Nullable Others others,
            Elsewhere elsewhere) {
        this.name = name;
        this.meaning = meaning;
        this.keys = keys;
        this.build = build;
        this.others = others;
        this.elsewhere = elsewhere;
    }

    /**
     * Returns the shape of a map with these keys.
     *
     * @param name names the definition in the schema
     * @param build makes the record; called once every required key has a value
     */
    public static <O> MapShape<O> of(String name, String meaning, List<Key<O, ?>> keys, PlainBuild<O> build) {
        return checked(name, meaning, keys, (values, path, reading) -> build.build(values));
    }

    /**
     * Returns the shape of a map with these keys, whose record is made with checks.
     *
     * @param build makes the record, or adds problems; called once every required key has a value
     */
    public static <O> MapShape<O> checked(String name, String meaning, List<Key<O, ?>> keys, Build<O> build) {
        Map<String, Key<O, ?>> byName = new LinkedHashMap<>();
        for (Key<O, ?> key : keys) {
            if (byName.put(key.name(), key) != null) {
                throw new IllegalArgumentException("keys: " + key.name() + " twice in " + name);
            }
        }
        return new MapShape<>(name, meaning, byName, build, null, new Elsewhere(Set.of(), ""));
    }

    /** Returns this shape, which also takes keys of other names whose values are accepted, each the definition of something of a kind. */
    public MapShape<O> withOthers(String kind, ScalarShape<String> names, Predicate<Tree> accepts, Shape<?> shape, String expected) {
        return new MapShape<>(name, meaning, keys, build, new Others(kind, names, accepts, shape, expected), elsewhere);
    }

    /** Returns this shape, which also knows that keys of another belong there: {@code where} says so. */
    public MapShape<O> withElsewhere(MapShape<?> other, String where) {
        return new MapShape<>(name, meaning, keys, build, others, new Elsewhere(other.keys.keySet(), where));
    }

    /** Returns the keys by name, in the order of the description. */
    Map<String, Key<O, ?>> keys() {
        return keys;
    }

    String meaning() {
        return meaning;
    }

    @Override
    public @Nullable O read(Tree tree, String path, Reading reading) {
        if (!(tree instanceof Tree.Mapping mapping)) {
            reading.error(path, tree.mark(), tree.kind() + " (expected: a map)");
            return null;
        }
        Values values = new Values();
        boolean complete = true;
        for (Tree.Entry entry : mapping.entries()) {
            Key<O, ?> key = keys.get(entry.key());
            if (key == null) {
                readOther(entry, path, values, reading);
            } else if (!isNull(entry.value())) {
                complete &= readKey(key, entry, path, values, reading) || !key.isRequired();
            }
        }
        for (Key<O, ?> key : keys.values()) {
            if (key.isRequired() && isMissing(mapping.find(key.name()))) {
                reading.error(path, reading.markOf(path, mapping), "key \"" + key.name() + "\" is missing");
                complete = false;
            }
        }
        return complete ? build.build(values, path, reading) : null;
    }

    private static boolean isMissing(@Nullable Tree tree) {
        return tree == null || isNull(tree);
    }

    private static boolean isNull(Tree tree) {
        return tree instanceof Tree.Scalar scalar && scalar.isNull();
    }

    private <T> boolean readKey(Key<O, T> key, Tree.Entry entry, String path, Values values, Reading reading) {
        String below = Reading.child(path, entry.key());
        reading.mark(below, entry);
        T value = key.shape().read(entry.value(), below, reading);
        if (value == null) {
            return false;
        }
        values.put(key, value);
        for (Key.Gate<T> gate : key.gates()) {
            if (gate.asks().test(value)) {
                reading.error(below, "not supported yet: " + gate.feature());
            }
        }
        return true;
    }

    private void readOther(Tree.Entry entry, String path, Values values, Reading reading) {
        String below = Reading.child(path, entry.key());
        reading.mark(below, entry);
        if (others != null && others.accepts.test(entry.value())) {
            String known = others.name.readKey(entry, below, reading);
            reading.define(others.kind, entry.key(), below);
            Object value = others.shape.read(entry.value(), below, reading);
            if (known != null && value != null) {
                values.putOther(entry.key(), value);
            }
            return;
        }
        reading.error(below, entry.mark(), "unknown key \"" + entry.key() + "\"" + hint(entry.key()));
    }

    private String hint(String wrong) {
        if (elsewhere.names.contains(wrong)) {
            return " (" + elsewhere.where + ")";
        }
        String near = Nearest.hint(wrong, keys.keySet());
        if (!near.isEmpty()) {
            return near;
        }
        String also = others == null ? "" : "; " + others.expected;
        return " (expected: " + String.join(", ", keys.keySet()) + also + ")";
    }

    @Override
    public Object show(O owner) {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (Key<O, ?> key : keys.values()) {
            Object value = key.show(owner);
            if (value != null) {
                shown.put(key.name(), value);
            }
        }
        return shown;
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        return definitions.ref(name, () -> definition(definitions));
    }

    /** Returns the schema of this map itself. */
    ObjectNode definition(SchemaDefinitions definitions) {
        ObjectNode map = SchemaDefinitions.type("object").put("description", meaning);
        ObjectNode properties = map.putObject("properties");
        for (Key<O, ?> key : keys.values()) {
            properties.set(key.name(), property(key, definitions));
        }
        List<String> required = keys.values().stream().filter(Key::isRequired).map(Key::name).toList();
        if (!required.isEmpty()) {
            required.forEach(map.putArray("required")::add);
        }
        if (others == null) {
            map.put("additionalProperties", false);
        } else {
            map.set("additionalProperties", others.shape.schema(definitions));
        }
        return map;
    }

    private static <T> ObjectNode property(Key<?, T> key, SchemaDefinitions definitions) {
        ObjectNode own = key.shape().schema(definitions);
        ObjectNode property = key.isRequired() ? own : SchemaDefinitions.orNothing(own);
        property.put("description", key.meaning() + (key.gates().isEmpty() ? "" : " (not supported yet)"));
        T fallback = key.fallback();
        if (fallback != null && isPlain(key.shape().show(fallback))) {
            property.putPOJO("default", key.shape().show(fallback));
        }
        return property;
    }

    private static boolean isPlain(Object shown) {
        return !(shown instanceof Map<?, ?>);
    }

    @Override
    public String describe() {
        return "map";
    }

    @Override
    public List<Nested> nested() {
        return List.of(new Nested("", this));
    }
}
