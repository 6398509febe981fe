package io.gridgate.cli;

import io.gridgate.cli.output.OutputFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options that every command has: {@code --help} and {@code --output}.
 *
 * <p>Thread-safety: confined to one command.
 */
final class BasicOptions {

    @SuppressWarnings("UnusedVariable") // picocli reads the annotation alone
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.") private boolean help;

    @Option(names = {"-o", "--output"}, paramLabel = "FORM", converter = FormatConverter.class,
            description = "Form of the result: table, json or yaml (default: table).") private OutputFormat format = OutputFormat.TABLE;

    OutputFormat format() {
        return format;
    }

    /** Reads the name of a form, in any case. */
    static final class FormatConverter implements ITypeConverter<OutputFormat> {

        @Override
        public OutputFormat convert(String name) {
            List<OutputFormat> known = Arrays.asList(OutputFormat.values());
            return known.stream().filter(format -> format.toString().equals(name.toLowerCase(Locale.ROOT))).findFirst()
                    .orElseThrow(() -> new TypeConversionException("expected one of " + known + " but was '" + name + "'"));
        }
    }
}
