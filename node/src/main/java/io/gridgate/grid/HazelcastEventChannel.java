package io.gridgate.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import io.gridgate.event.EventChannel;
import io.gridgate.event.ToldEvent;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens in the cluster, told from member to member by a topic: nothing of it is stored or copied.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastEventChannel implements EventChannel {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastEventChannel.class);

    private final ITopic<byte[]> topic;

    HazelcastEventChannel(HazelcastInstance hazelcast) {
        topic = hazelcast.getTopic(GridTopic.EVENTS.topicName());
    }

    @Override
    public boolean tell(ToldEvent event) {
        try {
            topic.publish(EventCodec.encode(event));
            return true;
        } catch (RuntimeException e) {
            LOG.atDebug().setMessage("event not told").addKeyValue("reason", e.getMessage()).log();
            return false;
        }
    }

    @Override
    public void onTold(Consumer<ToldEvent> listener) {
        var _ = topic.addMessageListener(message -> hear(message, listener));
    }

    /** What a node of another version tells is dropped. */
    private static void hear(Message<byte[]> message, Consumer<ToldEvent> listener) {
        Member from = message.getPublishingMember();
        if (from != null && from.localMember()) {
            return;
        }
        try {
            listener.accept(EventCodec.decode(message.getMessageObject()));
        } catch (IllegalArgumentException e) {
            LOG.atDebug().setMessage("event not understood").addKeyValue("reason", e.getMessage()).log();
        }
    }
}
