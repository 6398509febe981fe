package io.gridgate.config.source;

import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 or JSON text into a tree. Where places do not matter, JSON goes to a parser of its own.
 *
 * <p>Thread-safety: confined to one read.
 */
final class TreeReader {

    private static final Pattern INDENTATION = Pattern.compile("^[ \\t]+", Pattern.MULTILINE);

    private final Mark start;
    private final TreeBuilder tree;

    private TreeReader(String file, Problems problems) {
        this.start = new Mark(file, 1, 1);
        this.tree = new TreeBuilder(problems);
    }

    /** Returns the tree of the text; null if the text is empty or a problem was added that left no tree. */
    static @Nullable Tree read(NamedText text, Places places, Problems problems) {
        Tree json = places == Places.LEFT_OUT ? JsonTreeReader.read(text) : null;
        return json == null ? readYaml(text, places, problems) : json;
    }

    private static @Nullable Tree readYaml(NamedText text, Places places, Problems problems) {
        TreeReader reader = new TreeReader(text.name(), problems);
        try {
            reader.consume(new Parse(settings(text.text(), places)).parseString(withoutTabs(text.text())).iterator());
            return reader.tree.root();
        } catch (MarkedYamlEngineException e) {
            problems.add(Problem.error(reader.mark(e.getProblemMark()), "", syntaxMessage(e)));
        } catch (YamlEngineException e) {
            problems.add(Problem.error(reader.start, "", firstLine(String.valueOf(e.getMessage()))));
        } catch (TreeBuilder.Refused e) {
            problems.add(e.problem);
        }
        return null;
    }

    /**
     * Returns the parser's settings for a text. The buffer holds all of it: where one ends within a surrogate pair, the parser reads past
     * its end.
     */
    private static LoadSettings settings(String text, Places places) {
        return LoadSettings.builder().setUseMarks(places == Places.KEPT).setCodePointLimit(GatewaySource.BYTES_MAX)
                .setBufferSize(text.length() + 16)
                .build();
    }

    /**
     * Returns a text in JSON's form with spaces where its lines are indented by tabs: the parser takes them for YAML's, where none may stand. A
     * quoted text that goes on in the next line begins there after the white space, of whatever kind.
     */
    private static String withoutTabs(String text) {
        return text.indexOf('\t') >= 0 && text.stripLeading().startsWith("{")
                ? INDENTATION.matcher(text).replaceAll(indentation -> " ".repeat(indentation.group().length()))
                : text;
    }

    private static String syntaxMessage(MarkedYamlEngineException e) {
        String problem = firstLine(String.valueOf(e.getProblem()));
        String context = e.getContext() == null ? "" : firstLine(e.getContext()) + ", ";
        return "not valid YAML: " + context + problem;
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    private void consume(Iterator<Event> events) {
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case Scalar -> scalar((ScalarEvent) event);
                case Alias -> tree.alias(mark(event.getStartMark()), ((AliasEvent) event).getAlias().getValue());
                case SequenceStart, MappingStart -> start((CollectionStartEvent) event);
                case SequenceEnd, MappingEnd -> tree.end();
                case DocumentStart -> {
                    if (tree.root() != null) {
                        throw refused(event, "a second document in one file (expected: one)");
                    }
                }
                default -> {}
            }
        }
    }

    private void scalar(ScalarEvent event) {
        boolean text = event.getTag().isPresent();
        if (text && !event.getTag().get().equals("tag:yaml.org,2002:str")) {
            throw refused(event, "a tag (" + event.getTag().get() + ") is not supported");
        }
        tree.scalar(new Tree.Scalar(mark(event.getStartMark()), event.getValue(), event.isPlain() && !text), anchor(event));
    }

    private void start(CollectionStartEvent event) {
        if (event.getTag().isPresent()) {
            throw refused(event, "a tag (" + event.getTag().get() + ") is not supported");
        }
        tree.start(mark(event.getStartMark()), event.getEventId() == Event.ID.MappingStart, anchor(event));
    }

    private static @Nullable String anchor(NodeEvent event) {
        return event.getAnchor().map(Anchor::getValue).orElse(null);
    }

    private TreeBuilder.Refused refused(Event event, String message) {
        return new TreeBuilder.Refused(Problem.error(mark(event.getStartMark()), "", message));
    }

    private Mark mark(Optional<org.snakeyaml.engine.v2.exceptions.Mark> mark) {
        return mark.isEmpty() ? start : new Mark(start.file(), mark.get().getLine() + 1, mark.get().getColumn() + 1);
    }
}
