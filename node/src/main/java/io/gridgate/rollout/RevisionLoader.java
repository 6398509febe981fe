package io.gridgate.rollout;

import io.gridgate.config.source.Problem;
import java.util.List;

/**
 * What a document becomes on this node: read, checked, compiled, then served.
 *
 * <p>Thread-safety: confined to the node's rollout, which calls from one thread at a time.
 */
public interface RevisionLoader {

    /** Reads, checks and compiles the document without serving it; may block on files. */
    Loaded prepare(PackedDocument document);

    /** What came of it. */
    sealed interface Loaded {

        /** It can be served. */
        record Ready(Prepared prepared) implements Loaded {}

        /** It cannot. */
        record Refused(List<Problem> problems) implements Loaded {
            public Refused {
                problems = List.copyOf(problems);
                if (problems.isEmpty()) {
                    throw new IllegalArgumentException("problems: empty (expected: at least one)");
                }
            }
        }
    }

    /** A compiled document that waits for its turn; exactly one of its methods is called, once. */
    interface Prepared {

        /** Serves it from now on, in place of what was served. */
        void activate(Revision revision);

        /** Lets go of what it holds. */
        void discard();
    }
}
