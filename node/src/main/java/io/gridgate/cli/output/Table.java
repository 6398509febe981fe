package io.gridgate.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows of words under headings, each column as wide as its widest word.
 *
 * <p>Thread-safety: confined to one command.
 */
public final class Table {

    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    private Table(List<String> headings) {
        this.headings = headings;
    }

    /** Returns an empty table of these columns. */
    public static Table of(String... headings) {
        return new Table(List.of(headings));
    }

    /** Adds a row: a word for each column, a {@link Cell} where it has a style; line breaks become spaces. */
    public Table row(Object... words) {
        if (words.length != headings.size()) {
            throw new IllegalArgumentException("words: " + words.length + " (expected: " + headings.size() + ")");
        }
        List<Cell> row = new ArrayList<>();
        for (Object word : words) {
            row.add(word instanceof Cell cell ? cell : new Cell(String.valueOf(word), Style.PLAIN));
        }
        rows.add(row);
        return this;
    }

    /** Writes headings and rows. */
    public void print(Terminal terminal) {
        int[] widths = new int[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = headings.get(column).length();
            for (List<Cell> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).text.length());
            }
        }
        List<Cell> heads = headings.stream().map(heading -> new Cell(heading.toUpperCase(Locale.ROOT), Style.HEADING)).toList();
        print(terminal, heads, widths);
        rows.forEach(row -> print(terminal, row, widths));
    }

    private static void print(Terminal terminal, List<Cell> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            Cell cell = row.get(column);
            line.append(terminal.styled(cell.text, cell.style));
            if (column < widths.length - 1) {
                line.append(" ".repeat(widths[column] - cell.text.length())).append(GAP);
            }
        }
        terminal.out().println(line.toString().stripTrailing());
    }

    /** A word and how it stands out. */
    public record Cell(String text, Style style) {
        public Cell {
            text = text.replaceAll("\\R", " ");
        }
    }
}
