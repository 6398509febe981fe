package io.gridgate.config.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a YAML or JSON text says, each node with its place.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface Tree {

    /** Returns where the node begins. */
    Mark mark();

    /** Returns what an error calls the node: "a text", "a list", "a map", "nothing". */
    String kind();

    /**
     * A text, a number, a truth value or nothing, as it is written.
     *
     * @param plain whether it stands without quotes, so that {@code true}, {@code 7} and the empty text mean more than their letters
     */
    record Scalar(Mark mark, String text, boolean plain) implements Tree {

        /** Returns whether it is YAML's null (YAML 1.2.2, 10.2.1.1, and the empty node). */
        public boolean isNull() {
            return plain && (text.isEmpty() || text.equals("null") || text.equals("~") || text.equals("Null") || text.equals("NULL"));
        }

        @Override
        public String kind() {
            return isNull() ? "nothing" : "\"" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "\"";
        }
    }

    /** A list. */
    record Sequence(Mark mark, List<Tree> items) implements Tree {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A map, its entries in the order of the text, their keys unique. */
    record Mapping(Mark mark, List<Entry> entries) implements Tree {
        public Mapping {
            entries = List.copyOf(entries);
        }

        /** Returns the value of a key, or null. */
        public @Nullable Tree find(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key)) {
                    return entry.value();
                }
            }
            return null;
        }

        @Override
        public String kind() {
            return "a map";
        }
    }

    /** One key of a map, with its place, and its value. */
    record Entry(Mark mark, String key, Tree value) {}
}
