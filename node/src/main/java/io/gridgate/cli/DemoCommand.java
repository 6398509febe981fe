package io.gridgate.cli;

import io.gridgate.cli.demo.Demo;
import io.gridgate.cli.output.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code demo}: a whole cluster on this machine, until Ctrl-C. */
@Command(name = "demo", description = "Start the e-commerce backends and a cluster on this machine, with calls to try; Ctrl-C ends it all.")
final class DemoCommand implements Callable<Integer> {

    private static final int NODES_MAX = 9;

    private final Terminal terminal;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--nodes", paramLabel = "N", description = "Gateway nodes, 1 to 9 (default: 3).") private int nodes = 3;

    @Option(names = "--consul", description = "Start a Consul agent too, and find the backends through it.") private boolean consul;

    @Mixin private BasicOptions basic = new BasicOptions();

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (nodes < 1 || nodes > NODES_MAX) {
            throw new ParameterException(spec.commandLine(), "--nodes " + nodes + ": must be 1 to " + NODES_MAX);
        }
        Path gateway = Path.of(System.getProperty("gridgate.home", "."), "config", "gateway.yaml");
        Demo demo = new Demo(terminal, nodes, consul, gateway, basic.format());
        Thread ending = Thread.ofPlatform().name("demo-end").unstarted(demo::stop);
        Runtime.getRuntime().addShutdownHook(ending);
        demo.run();
        return 0;
    }
}
