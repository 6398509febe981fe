package io.gridgate.node;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many of the files that this process may have open clients may take. A quarter stays for backends, members of the grid and
 * the disk: where clients have taken all, no request can be forwarded, and the loops try to accept in vain.
 *
 * <p>Thread-safety: stateless.
 */
final class OpenFiles {

    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
    private static final long RESERVE_MIN = 256;

    private OpenFiles() {}

    /** Returns the bound of clients' connections (> 0): {@code wanted}, or less, said in the log, where the process may not open enough. */
    static int boundOfClients(int wanted) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return wanted;
        }
        long files = system.getMaxFileDescriptorCount();
        int bound = boundOfClients(wanted, files);
        if (bound < wanted) {
            LOG.atWarn().addKeyValue("wanted", wanted).addKeyValue("bound", bound).addKeyValue("open_files_max", files)
                    .log("the process may not open files enough for limits.connections; fewer clients are taken (ulimit -n, LimitNOFILE)");
        }
        return bound;
    }

    /** Returns the bound for a process that may open {@code files}. */
    static int boundOfClients(int wanted, long files) {
        long forClients = files - Math.max(RESERVE_MIN, files / 4);
        return (int) Math.min(wanted, Math.max(forClients, Math.max(1, files / 4)));
    }
}
