package io.gridgate.config.route;

import java.util.ArrayList;
import java.util.List;

/**
 * The paths a route takes, in one of three forms: exact, of segments with wildcards, or a regular expression.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface PathPattern {
    /**
     * Returns the pattern of that text: exact, unless a segment of it is {@code *}, {@code **} or <code>{name}</code>.
     *
     * @throws IllegalArgumentException with a message for the operator
     */
    static PathPattern parse(String text) {
        return PathSyntax.parse(text);
    }

    /**
     * Returns the pattern of a regular expression (RE2 syntax); its named groups are captures.
     *
     * @throws IllegalArgumentException with a message for the operator
     */
    static Regex regex(String expression) {
        return PathSyntax.regex(expression);
    }

    /** Returns the pattern as it is written in a document; a regular expression without its {@code regex:} key. */
    String text();

    /** Returns a text that two patterns have in common if they differ in nothing but names of captures and the encoding of literals. */
    String normalForm();

    /** Returns the names that the pattern captures, in order. */
    List<String> captures();

    /** One path and no other. */
    record Exact(String text) implements PathPattern {
        @Override
        public String normalForm() {
            StringBuilder form = new StringBuilder();
            for (String segment : text.substring(1).split("/", -1)) {
                form.append('/').append(PathSyntax.normalised(segment));
            }
            return form.toString();
        }

        @Override
        public List<String> captures() {
            return List.of();
        }
    }

    /** Segments, at least one of which is a wildcard. {@code Rest} can only be the last. */
    record Wildcard(String text, List<Segment> segments) implements PathPattern {
        public Wildcard {
            segments = List.copyOf(segments);
        }

        @Override
        public String normalForm() {
            StringBuilder form = new StringBuilder();
            for (Segment segment : segments) {
                form.append('/').append(switch (segment) {
                    case Segment.Literal literal -> PathSyntax.normalised(literal.text());
                    case Segment.AnyOne _,Segment.Capture _ -> "*";
                    case Segment.Rest _ -> "**";
                });
            }
            return form.toString();
        }

        @Override
        public List<String> captures() {
            List<String> names = new ArrayList<>();
            for (Segment segment : segments) {
                if (segment instanceof Segment.Capture capture) {
                    names.add(capture.name());
                }
            }
            return List.copyOf(names);
        }
    }

    /** A regular expression in RE2 syntax (linear time) that has to match the whole path. */
    record Regex(String text, List<String> captures) implements PathPattern {
        public Regex {
            captures = List.copyOf(captures);
        }

        @Override
        public String normalForm() {
            return "regex " + text;
        }
    }

    /** What stands between two slashes of a pattern. */
    sealed interface Segment {
        /** This text, which may be empty only as the last segment: the pattern then ends with a slash. */
        record Literal(String text) implements Segment {}

        /** {@code *}: any one segment that is not empty. */
        record AnyOne() implements Segment {}

        /** <code>{name}</code>: any one segment that is not empty, kept under a name. */
        record Capture(String name) implements Segment {}

        /** {@code **}: any rest, also none. */
        record Rest() implements Segment {}
    }
}
