package io.gridgate.cli;

import picocli.CommandLine.IVersionProvider;

/**
 * The version that {@code --version} prints: the jar's, or {@code unpackaged} where classes run from a folder.
 *
 * <p>Thread-safety: stateless.
 */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[]{"gridgate " + (version == null ? "unpackaged" : version)};
    }
}
