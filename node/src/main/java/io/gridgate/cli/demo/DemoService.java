package io.gridgate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The services of the demo's shop: the port of each on loopback, and what it answers. */
enum DemoService {
    USER(9101) {
        @Override
        @Nullable
        JsonNode find(String path, int limit) {
            return path.equals("/users") ? Shop.users(limit) : Shop.user(number(path, "/users/"));
        }
    },
    ORDER(9102) {
        @Override
        @Nullable
        JsonNode find(String path, int limit) {
            int user = number(path, "/orders/user/");
            return path.equals("/orders") ? Shop.orders(limit)
                    : user > 0 ? Shop.ordersOf(user, limit) : Shop.order(number(path, "/orders/"));
        }
    },
    PRODUCT(9103) {
        @Override
        @Nullable
        JsonNode find(String path, int limit) {
            return path.equals("/products") ? Shop.products(limit) : Shop.product(number(path, "/products/"));
        }
    },
    RECOMMENDATION(9104) {
        @Override
        @Nullable
        JsonNode find(String path, int limit) {
            int user = number(path, "/recommendations/user/");
            return user > 0 ? Shop.recommendations(user, limit) : null;
        }
    },
    PAYMENT(9105) {
        @Override
        @Nullable
        JsonNode find(String path, int limit) {
            return Shop.payment(number(path, "/payments/"));
        }
    },
    INVENTORY(9106) {
        @Override
        @Nullable
        JsonNode find(String path, int limit) {
            return path.equals("/inventory") ? Shop.stocks() : Shop.stock(number(path, "/inventory/"));
        }
    };

    private final int port;

    DemoService(int port) {
        this.port = port;
    }

    /** Returns the port on loopback. */
    int port() {
        return port;
    }

    /** Returns the name in the gateway document, such as {@code user-service}. */
    String serviceName() {
        return name().toLowerCase(Locale.ROOT) + "-service";
    }

    /** Returns what GET of that path answers, lists cut at {@code limit}, or null: 404. */
    abstract @Nullable JsonNode find(String path, int limit);

    private static int number(String path, String prefix) {
        String rest = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
        return rest.matches("\\d{1,6}") ? Integer.parseInt(rest) : 0;
    }
}
