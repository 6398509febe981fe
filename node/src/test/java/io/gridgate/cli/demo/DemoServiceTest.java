package io.gridgate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the demo's backends answer. */
final class DemoServiceTest {

    @Test
    void everyServiceFindsWhatItsPathsName() {
        assertThat(DemoService.USER.find("/users/7", 10)).hasToString("{\"id\":7,\"name\":\"Leslie Lovelace\","
                + "\"email\":\"leslie.lovelace7@example.com\",\"member_since\":\"2017-08-14\"}");
        assertThat(DemoService.USER.find("/users", 2)).isNotNull();
        assertThat(DemoService.ORDER.find("/orders/user/7", 3)).isNotNull();
        assertThat(DemoService.ORDER.find("/orders/42", 3)).isNotNull();
        assertThat(DemoService.PRODUCT.find("/products/42", 3)).isNotNull();
        assertThat(DemoService.RECOMMENDATION.find("/recommendations/user/7", 3)).isNotNull();
        assertThat(DemoService.PAYMENT.find("/payments/1", 3)).isNotNull();
        assertThat(DemoService.INVENTORY.find("/inventory/42", 3)).isNotNull();
    }

    @Test
    void anythingElseIsNotFound() {
        for (DemoService service : DemoService.values()) {
            assertThat(service.find("/nowhere", 10)).isNull();
            assertThat(service.find("/users/99999", 10)).isNull();
        }
    }
}
