package io.gridgate.cli.output;

/** How a word stands out on a terminal. */
public enum Style {
    PLAIN("0"),
    HEADING("1"),
    GOOD("32"),
    WARNING("33"),
    BAD("31"),
    DIM("2");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }
}
