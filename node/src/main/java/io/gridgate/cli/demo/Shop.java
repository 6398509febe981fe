package io.gridgate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The data of the demo's shop, the same at every start: what a number names follows from the number alone.
 *
 * <p>Thread-safety: stateless.
 */
final class Shop {

    static final int PRODUCTS = 48;
    private static final int USERS = 50;
    private static final int ORDERS = 400;
    private static final List<String> FIRST_NAMES = List.of("Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Radia", "Leslie");
    private static final List<String> LAST_NAMES = List.of("Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Perlman");
    private static final List<String> PRODUCT_NAMES = List.of("Desk lamp", "Oak chair", "Tea kettle", "Wool blanket", "Field notebook",
            "Fountain pen", "Canvas bag", "Bread knife", "Wall clock", "Storm lantern", "Garden shears", "Reading stand");
    private static final List<String> COLOURS = List.of("", ", green", ", blue", ", red");
    private static final List<String> ORDER_STATES = List.of("delivered", "shipped", "paid", "cancelled");

    private Shop() {}

    /** Returns the first users. */
    static JsonNode users(int limit) {
        ArrayNode list = array();
        for (int id = 1; id <= Math.min(limit, USERS); id++) {
            list.add(user(id));
        }
        return object().put("total", USERS).set("users", list);
    }

    /** Returns that user, or null. */
    static @Nullable JsonNode user(int id) {
        if (id < 1 || id > USERS) {
            return null;
        }
        String first = FIRST_NAMES.get(id % FIRST_NAMES.size());
        String last = LAST_NAMES.get(id % LAST_NAMES.size());
        return object().put("id", id).put("name", first + " " + last)
                .put("email", (first + "." + last + id + "@example.com").toLowerCase(Locale.ROOT))
                .put("member_since", "20" + (10 + id % 15) + "-0" + (1 + id % 9) + "-14");
    }

    /** Returns the newest orders. */
    static JsonNode orders(int limit) {
        ArrayNode list = array();
        for (int id = ORDERS; id > Math.max(0, ORDERS - limit); id--) {
            list.add(order(id));
        }
        return object().put("total", ORDERS).set("orders", list);
    }

    /** Returns the orders of that user, newest first. */
    static JsonNode ordersOf(int user, int limit) {
        ArrayNode list = array();
        for (int id = ORDERS; id > 0 && list.size() < limit; id--) {
            if (buyer(id) == user) {
                list.add(order(id));
            }
        }
        return object().put("user_id", user).set("orders", list);
    }

    /** Returns that order, or null. */
    static @Nullable JsonNode order(int id) {
        if (id < 1 || id > ORDERS) {
            return null;
        }
        int product = 1 + id % PRODUCTS;
        int quantity = 1 + id % 3;
        return object().put("id", id).put("user_id", buyer(id)).put("product_id", product).put("quantity", quantity)
                .put("total_cents", quantity * priceCents(product)).put("state", ORDER_STATES.get(id % ORDER_STATES.size()));
    }

    /** Returns the first products. */
    static JsonNode products(int limit) {
        ArrayNode list = array();
        for (int id = 1; id <= Math.min(limit, PRODUCTS); id++) {
            list.add(product(id));
        }
        return object().put("total", PRODUCTS).set("products", list);
    }

    /** Returns that product, or null. */
    static @Nullable JsonNode product(int id) {
        return id < 1 || id > PRODUCTS ? null
                : object().put("id", id)
                        .put("name", PRODUCT_NAMES.get(id % PRODUCT_NAMES.size()) + COLOURS.get(id / PRODUCT_NAMES.size() % COLOURS.size()))
                        .put("price_cents", priceCents(id)).put("currency", "EUR");
    }

    /** Returns what that user may like. */
    static JsonNode recommendations(int user, int limit) {
        ArrayNode list = array();
        for (int i = 0; i < Math.min(limit, PRODUCTS); i++) {
            list.add(product(1 + (user + 5 * i) % PRODUCTS));
        }
        return object().put("user_id", user).set("recommendations", list);
    }

    /** Returns the payment of that order, or null. */
    static @Nullable JsonNode payment(int id) {
        JsonNode order = order(id);
        return order == null ? null
                : object().put("id", id).put("order_id", id).put("amount_cents", order.path("total_cents").intValue())
                        .put("method", id % 2 == 0 ? "card" : "transfer").put("state", "captured");
    }

    /** Returns the stock of that product, or null. */
    static @Nullable JsonNode stock(int product) {
        return product < 1 || product > PRODUCTS ? null
                : object().put("product_id", product).put("in_stock", 7 * product % 40).put("warehouse",
                        product % 2 == 0 ? "north" : "south");
    }

    /** Returns the stock of every product. */
    static JsonNode stocks() {
        ArrayNode list = array();
        for (int id = 1; id <= PRODUCTS; id++) {
            list.add(stock(id));
        }
        return object().set("inventory", list);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    private static int buyer(int order) {
        return 1 + order * 7 % USERS;
    }

    private static int priceCents(int product) {
        return 990 + 650 * (product % 17);
    }
}
