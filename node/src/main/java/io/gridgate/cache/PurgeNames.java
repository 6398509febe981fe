package io.gridgate.cache;

import io.gridgate.exchange.Exchange;
import io.gridgate.http.Headers;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer can be purged by: its key, its path, the tags that its policy and its origin give it.
 *
 * <p>Thread-safety: stateless.
 */
final class PurgeNames {

    private PurgeNames() {}

    /** Returns those that are known before it is there, each as {@link Purge.By#marked} has it. */
    static List<String> of(CachePolicy policy, CachePolicy.Key key, Exchange asked) {
        List<String> names = new ArrayList<>();
        names.add(Purge.By.KEY.marked(key.name()));
        names.add(Purge.By.PATH.marked(asked.request().target().path()));
        policy.tags(asked).forEach(tag -> names.add(Purge.By.TAG.marked(tag)));
        return List.copyOf(names);
    }

    /** Returns those and the tags that the origin gives. */
    static List<String> with(List<String> names, Headers answer) {
        List<String> all = new ArrayList<>(names);
        for (String value : answer.all(CacheFields.SURROGATE_KEY)) {
            addTags(all, value.split("\\s+", -1));
        }
        for (String value : answer.all(CacheFields.CACHE_TAG)) {
            addTags(all, value.split("[,\\s]+", -1));
        }
        return all;
    }

    private static void addTags(List<String> names, String[] tags) {
        for (String tag : tags) {
            if (!tag.isEmpty()) {
                names.add(Purge.By.TAG.marked(tag));
            }
        }
    }
}
