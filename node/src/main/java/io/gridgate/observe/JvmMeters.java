package io.gridgate.observe;

import io.gridgate.base.Metrics;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.util.Map;

/**
 * The gauges of this process: heap, collections, threads and processor time.
 *
 * <p>Thread-safety: stateless.
 */
public final class JvmMeters {

    private JvmMeters() {}

    /** Adds the gauges to those metrics. */
    public static void register(Metrics metrics) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        metrics.gauge("jvm.heap.used_bytes", Map.of(), () -> memory.getHeapMemoryUsage().getUsed());
        metrics.gauge("jvm.heap.committed_bytes", Map.of(), () -> memory.getHeapMemoryUsage().getCommitted());
        metrics.gauge("jvm.heap.max_bytes", Map.of(), () -> memory.getHeapMemoryUsage().getMax());
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        metrics.gauge("jvm.threads", Map.of(), threads::getThreadCount);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            Map<String, String> labels = Map.of("collector", collector.getName());
            metrics.gauge("jvm.gc.collections", labels, collector::getCollectionCount);
            metrics.gauge("jvm.gc.seconds", labels, () -> collector.getCollectionTime() / 1e3);
        }
        metrics.gauge("process.uptime_seconds", Map.of(), () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            metrics.gauge("process.cpu_seconds", Map.of(), () -> system.getProcessCpuTime() / 1e9);
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
            metrics.gauge("process.open_files", Map.of(), unix::getOpenFileDescriptorCount);
        }
    }
}
