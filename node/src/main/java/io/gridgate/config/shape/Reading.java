package io.gridgate.config.shape;

import io.gridgate.base.Template;
import io.gridgate.config.source.Mark;
import io.gridgate.config.source.Places;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.Problems;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.config.source.Tree;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One read of one document: the problems so far, the place of every path, and what later checks need to know.
 *
 * <p>Thread-safety: confined to one read.
 */
public final class Reading {

    /** A name that a document uses, of something that it must define. */
    public record NameUse(String kind, String name, String path) {}

    /** A template and where it stands. */
    public record TemplateUse(Template template, String path) {}

    private final ReferenceResolver resolver;
    private final Places places;
    private final Problems problems;
    private final Map<String, Mark> marks = new HashMap<>();
    private final List<NameUse> uses = new ArrayList<>();
    private final Map<String, Map<String, String>> definitions = new HashMap<>();
    /** key: a wish for a name → value: the number of the last name that came of it. */
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, List<String>> captures = new LinkedHashMap<>();
    private final List<TemplateUse> templates = new ArrayList<>();
    /** Paths whose values are not known, since their references are kept. */
    private final List<String> unknown = new ArrayList<>();

    /** Starts a reading whose problems are added to the given list; without places each of them stands where the document begins. */
    public Reading(ReferenceResolver resolver, Places places, Problems problems) {
        this.resolver = resolver;
        this.places = places;
        this.problems = problems;
    }

    /**
     * Returns whether an error was added at a path or below it, or a value there is a reference that is kept, so that a check need not
     * complain of what is only missing by it.
     */
    public boolean hasErrorBelow(String path) {
        return problems.hasErrorBelow(path) || unknown.stream().anyMatch(other -> Problems.isAtOrBelow(path, other));
    }

    /** Notes that a reference is kept where a value is wanted that it is none of. */
    void unknown(String path) {
        unknown.add(path);
    }

    /** Returns the path of a key below a path. */
    public static String child(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Adds an error at the place of a path that was read. */
    public void error(String path, String message) {
        error(path, markOf(path), message);
    }

    /** Adds an error at a place. */
    public void error(String path, Mark mark, String message) {
        problems.add(Problem.error(mark, path, message));
    }

    /** Adds a warning at the place of a path that was read. */
    public void warning(String path, String message) {
        problems.add(Problem.warning(markOf(path), path, message));
    }

    /** Returns the place of a path, or of the nearest one above it that was read. */
    public Mark markOf(String path) {
        String at = path;
        while (!marks.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        Mark mark = marks.get(at);
        return mark == null ? new Mark("", 1, 1) : mark;
    }

    Mark markOf(String path, Tree tree) {
        return marks.getOrDefault(path, tree.mark());
    }

    /** Keeps the place of a path. */
    public void mark(String path, Mark mark) {
        if (places == Places.KEPT) {
            marks.put(path, mark);
        }
    }

    /** Keeps the place of a key's value: the value's own where it is a text, else the key's, which stands on the line one looks for. */
    void mark(String path, Tree.Entry entry) {
        mark(path, entry.value() instanceof Tree.Scalar scalar && !scalar.isNull() ? scalar.mark() : entry.mark());
    }

    /** Notes that a document uses a name, which is looked up once all of it is read. */
    public void use(String kind, String name, String path) {
        uses.add(new NameUse(kind, name, path));
    }

    /** Defines a name; an error that names the other's place if it is defined already. */
    public void define(String kind, String name, String path) {
        String first = first(kind, name, path);
        if (first != null) {
            error(path, kind + " \"" + name + "\" is defined twice, first at " + markOf(first));
        }
    }

    /** Defines a name; returns the path of its first definition if it is defined already, else null. */
    public @Nullable String first(String kind, String name, String path) {
        return definitions.computeIfAbsent(kind, k -> new LinkedHashMap<>()).putIfAbsent(name, path);
    }

    /** Defines the first name that is free of {@code wish}, {@code wish#2}, {@code wish#3} and so on, and returns it. */
    public String defineFree(String kind, String wish, String path) {
        String name = wish;
        int number = numbers.getOrDefault(wish, 1);
        if (number > 1) {
            name = wish + "#" + ++number;
        }
        while (first(kind, name, path) != null) {
            name = wish + "#" + ++number;
        }
        numbers.put(wish, number);
        return name;
    }

    /** Notes the variables that templates below a path may name beside those that are always there. */
    public void captures(String path, List<String> names) {
        captures.put(path, names);
    }

    /** Returns the variables that templates below each path may name. */
    public Map<String, List<String>> captures() {
        return captures;
    }

    /** Returns whether references stay as they are written. */
    public boolean keepsReferences() {
        return resolver.keepsReferences();
    }

    /** Returns the names of a kind that are defined, with their paths. */
    public Map<String, String> defined(String kind) {
        return definitions.getOrDefault(kind, Map.of());
    }

    /** Returns every use of a name, in the order of reading. */
    public List<NameUse> uses() {
        return uses;
    }

    /** Notes a template, whose variables are looked up once all of the document is read. */
    public void template(Template template, String path) {
        templates.add(new TemplateUse(template, path));
    }

    /** Returns every template, in the order of reading. */
    public List<TemplateUse> templates() {
        return templates;
    }

    /**
     * Returns the text with its references filled in; null after a problem was added, or if references are kept and the text cannot be.
     *
     * @param textual whether the value is a text, so that a reference may stay in it
     */
    @Nullable
    String resolve(Tree.Scalar scalar, String path, boolean textual) {
        String text = scalar.text();
        int from = text.indexOf("${");
        if (from < 0) {
            return text;
        }
        if (resolver.keepsReferences()) {
            if (!textual) {
                unknown(path);
            }
            return textual ? text : null;
        }
        StringBuilder resolved = new StringBuilder();
        int done = 0;
        for (; from >= 0; from = text.indexOf("${", done)) {
            int end = text.indexOf('}', from);
            String value = end < 0 ? null : value(text.substring(from + 2, end), scalar.mark(), path);
            if (value == null) {
                if (end < 0) {
                    error(path, scalar.mark(), "\"${\" without \"}\" (expected: ${ENV:NAME} or ${FILE:path})");
                }
                return null;
            }
            resolved.append(text, done, from).append(value);
            done = end + 1;
        }
        return resolved.append(text.substring(done)).toString();
    }

    private @Nullable String value(String reference, Mark mark, String path) {
        int colon = reference.indexOf(':');
        String name = reference.substring(colon + 1);
        return switch (colon < 0 ? "" : reference.substring(0, colon)) {
            case "ENV" -> variable(name, mark, path);
            case "FILE" -> file(name, mark, path);
            default -> {
                error(path, mark, "\"${" + reference + "}\" is no reference (expected: ${ENV:NAME} or ${FILE:path})");
                yield null;
            }
        };
    }

    private @Nullable String variable(String name, Mark mark, String path) {
        String value = resolver.env(name);
        if (value == null) {
            error(path, mark, "environment variable " + name + " is not set on this machine");
        }
        return value;
    }

    private @Nullable String file(String name, Mark mark, String path) {
        try {
            Path file = Path.of(name);
            if (!file.isAbsolute()) {
                error(path, mark, "file " + name + " is not an absolute path");
                return null;
            }
            String text = resolver.file(file);
            return text.endsWith("\r\n") ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (NoSuchFileException e) {
            error(path, mark, "file " + name + " does not exist on this machine");
        } catch (InvalidPathException | IOException e) {
            error(path, mark, "file " + name + " cannot be read on this machine: " + e.getMessage());
        }
        return null;
    }
}
