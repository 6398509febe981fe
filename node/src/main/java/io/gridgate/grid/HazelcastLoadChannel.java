package io.gridgate.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import io.gridgate.service.peer.LoadChannel;
import io.gridgate.service.peer.LoadReport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much the nodes use instances, told from member to member by a topic: nothing of it is stored or copied.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastLoadChannel implements LoadChannel {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastLoadChannel.class);

    private final ITopic<byte[]> topic;

    HazelcastLoadChannel(HazelcastInstance hazelcast) {
        topic = hazelcast.getTopic(GridTopic.LOAD.topicName());
    }

    @Override
    public boolean say(LoadReport report) {
        try {
            topic.publish(LoadReportCodec.encode(report));
            return true;
        } catch (RuntimeException e) {
            LOG.atDebug().setMessage("load not published").addKeyValue("reason", e.getMessage()).log();
            return false;
        }
    }

    @Override
    public void onSaid(Consumer<LoadReport> listener) {
        var _ = topic.addMessageListener(message -> hear(message, listener));
    }

    /** What a node of another version says is dropped. */
    private static void hear(Message<byte[]> message, Consumer<LoadReport> listener) {
        Member from = message.getPublishingMember();
        if (from != null && from.localMember()) {
            return;
        }
        try {
            listener.accept(LoadReportCodec.decode(message.getMessageObject()));
        } catch (IllegalArgumentException e) {
            LOG.atDebug().setMessage("load not understood").addKeyValue("reason", e.getMessage()).log();
        }
    }
}
