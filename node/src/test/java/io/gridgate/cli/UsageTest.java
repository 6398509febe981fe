package io.gridgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How commands are typed, and what is said when they are typed wrong. */
final class UsageTest {

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "validate", "test", "diff", "apply", "revisions", "rollback", "purge", "status", "events"})
    void everyCommandHasHelpAndOutput(String command) {
        CommandRun help = CommandRun.of(command, "--help");

        assertThat(help.status()).isZero();
        assertThat(help.out()).startsWith("Usage: gridgate " + command).contains("-o, --output=FORM", "-h, --help");
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "aply x|gridgate: unknown command \"aply\" (did you mean \"apply\"?); see gridgate --help",
            "apply --admn x y|gridgate apply: unknown option --admn (did you mean \"--admin\"?); see gridgate apply --help",
            "apply --forse=1 y|gridgate apply: unknown option --forse (did you mean \"--force\"?); see gridgate apply --help",
            "apply -o xml y|gridgate apply: invalid value for option '--output': expected one of [table, json, yaml] but was 'xml'; see gridgate apply --help",
            "apply|gridgate apply: missing required parameter: 'FILE'; see gridgate apply --help",
            "apply a b|gridgate apply: unexpected argument \"b\"; see gridgate apply --help",
            "rollback x|gridgate rollback: invalid value for positional parameter at index 0 (N): 'x' is not a number; see gridgate rollback --help",
            "purge --tag a --key b|gridgate purge: --tag=T, --key=K are mutually exclusive (specify only one); see gridgate purge --help",
            "status --admin localhost:9080|gridgate status: invalid value for option '--admin': 'localhost:9080' is not a URL such as http://127.0.0.1:9080; see gridgate status --help",
            "status --admin http://[|gridgate status: invalid value for option '--admin': 'http://[' is not a URL such as http://127.0.0.1:9080; see gridgate status --help",
            "status --admin http://gw:9080/x|gridgate status: invalid value for option '--admin': 'http://gw:9080/x' is not a URL such as http://127.0.0.1:9080; see gridgate status --help",
            "rollback 0|gridgate rollback: revision 0: must be 1 or more; see gridgate rollback --help",
            "demo --nodes 0|gridgate demo: --nodes 0: must be 1 to 9; see gridgate demo --help"})
    void wrongUsageIsOneLineAndStatus2(String typed, String line) {
        CommandRun run = CommandRun.of(typed.split(" "));

        assertThat(run.err()).isEqualTo(line + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void noCommandNamesThemAll() {
        CommandRun run = CommandRun.of();

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "gridgate: no command given (one of: demo, run, validate, test, diff, apply, revisions, rollback, purge, status, events);"
                                + " see gridgate --help\n");
    }

    @Test
    void aPurgeOfNothingIsWrong() {
        assertThat(CommandRun.of("purge")).isEqualTo(new CommandRun(2, "", "gridgate purge: missing required argument"
                + " (specify one of these): (--tag=T | --key=K | --path=P | --prefix=P); see gridgate purge --help\n"));
    }

    @Test
    void helpIsACommandToo() {
        assertThat(CommandRun.of("help")).isEqualTo(CommandRun.of("--help"));
        assertThat(CommandRun.of("help", "apply")).isEqualTo(CommandRun.of("apply", "--help"));
    }

    @Test
    void theReadmeListsEveryCommand() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path readme = Files.exists(here.resolve("README.md")) ? here.resolve("README.md") : here.resolveSibling("README.md");
        String help = CommandRun.of("--help").out();
        List<String> commands = Pattern.compile("(?m)^  ([a-z]+) ").matcher(help.substring(help.indexOf("Commands:"))).results()
                .map(command -> command.group(1)).toList();

        assertThat(commands).contains("run", "events");
        String text = Files.readString(readme);
        String table = text.substring(text.indexOf("## Commands"), text.indexOf("## Reference"));
        assertThat(commands).allMatch(command -> Pattern.compile("`" + command + "\\b").matcher(table).find());
    }

    @Test
    void versionIsOneLine() {
        assertThat(CommandRun.of("--version").out()).matches("gridgate \\S+\n");
    }
}
