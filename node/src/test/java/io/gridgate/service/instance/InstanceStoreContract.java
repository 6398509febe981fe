package io.gridgate.service.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.value.HostPort;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every instance store does; an implementation's test extends it. */
public abstract class InstanceStoreContract {

    private static final String KEY = "consul/product?tag=a%20b&passing=true";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

    /** Returns an empty store. */
    protected abstract InstanceStore store();

    private static StoredInstances stored(Instant at, String... addresses) {
        return new StoredInstances(List.of(addresses).stream().map(KnownInstance::of).toList(), at);
    }

    @Test
    void whatWasNeverSavedIsNotThere() {
        assertThat(store().load(KEY)).isNull();
    }

    @Test
    void whatIsSavedIsLoadedWhole() {
        InstanceStore store = store();
        StoredInstances instances = new StoredInstances(List.of(
                new KnownInstance(new HostPort("10.0.0.1", 8080), 3, 10, "eu-west"),
                new KnownInstance(new HostPort("fd00::1", 8443), 65_535, 0, null),
                new KnownInstance(new HostPort("product.internal", 1), 1, 65_535, "b")), NOON);

        store.save(KEY, instances);

        assertThat(store.load(KEY)).isEqualTo(instances);
    }

    @Test
    void anEmptySetIsAFactToo() {
        InstanceStore store = store();

        store.save(KEY, stored(NOON));

        assertThat(store.load(KEY)).isEqualTo(stored(NOON));
    }

    @Test
    void theNewestWins() {
        InstanceStore store = store();
        store.save(KEY, stored(NOON, "10.0.0.1:80"));
        store.save(KEY, stored(NOON.plusSeconds(1), "10.0.0.2:80"));
        store.save(KEY, stored(NOON.minusSeconds(1), "10.0.0.3:80"));

        assertThat(store.load(KEY)).isEqualTo(stored(NOON.plusSeconds(1), "10.0.0.2:80"));
    }

    @Test
    void keysAreApart() {
        InstanceStore store = store();
        store.save(KEY, stored(NOON, "10.0.0.1:80"));
        store.save("dns/product.internal:80", stored(NOON, "10.0.0.2:80"));
        store.remove(KEY);

        assertThat(store.load(KEY)).isNull();
        assertThat(store.load("dns/product.internal:80")).isEqualTo(stored(NOON, "10.0.0.2:80"));
    }

    @Test
    void theSameOfTheSameTimeStaysAsItIs() {
        InstanceStore store = store();
        store.save(KEY, stored(NOON, "10.0.0.1:80"));
        store.save(KEY, stored(NOON, "10.0.0.1:80"));

        assertThat(store.load(KEY)).isEqualTo(stored(NOON, "10.0.0.1:80"));
    }

    @Test
    void aSetOfAThousandInstancesIsKept() {
        InstanceStore store = store();
        String[] addresses = new String[1_000];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = "10.0." + i / 250 + "." + i % 250 + ":8080";
        }

        store.save(KEY, stored(NOON, addresses));

        assertThat(store.load(KEY)).isEqualTo(stored(NOON, addresses));
    }
}
