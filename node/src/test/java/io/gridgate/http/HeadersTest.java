package io.gridgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadersTest {

    @Test
    void namesCompareWithoutCaseAndMayRepeat() {
        Headers headers = Headers.of("A", "1", "b", "2", "a", "3");
        assertThat(headers.first("a")).isEqualTo("1");
        assertThat(headers.all("A")).containsExactly("1", "3");
        assertThat(headers.joined("A")).isEqualTo("1, 3");
        assertThat(headers.joined("B")).isEqualTo("2");
        assertThat(headers.joined("c")).isNull();
        assertThat(headers.count("a")).isEqualTo(2);
        assertThat(headers.contains("B")).isTrue();
        assertThat(headers.first("c")).isNull();
        assertThat(headers.name(2)).isEqualTo("a");
        assertThatThrownBy(() -> headers.name(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void prefixOfANameIsFoundWithoutCase() {
        Headers headers = Headers.of("", "1", "Rat", "2", "Rates-A", "3", "x-RateLimit-A", "4");
        assertThat(headers.containsPrefix("RateLimit-")).isFalse();
        assertThat(headers.add("rATElIMIT-b", "5").containsPrefix("RateLimit-")).isTrue();
    }

    @Test
    void setLeavesOneValueAtTheFirstPlace() {
        Headers headers = Headers.of("A", "1", "B", "2", "a", "3", "C", "4", "A", "5");
        headers.set("A", "x").set("D", "y");
        assertThat(headers.toString()).isEqualTo("A: x\nB: 2\nC: 4\nD: y\n");
    }

    @Test
    void removedFieldsLeaveTheOthersInOrder() {
        Headers headers = Headers.of("A", "1", "A", "2", "B", "3", "A", "4");
        assertThat(headers.remove("a")).isTrue();
        assertThat(headers.remove("a")).isFalse();
        assertThat(headers.toString()).isEqualTo("B: 3\n");
        headers.add("C", "4").removeIf(name -> name.equals("B"));
        assertThat(headers.toString()).isEqualTo("C: 4\n");
    }

    @Test
    void copyIsOfItsOwn() {
        Headers headers = Headers.of("A", "1");
        Headers copy = headers.copy();
        copy.set("A", "2").add("B", "3");
        assertThat(headers.toString()).isEqualTo("A: 1\n");
        assertThat(copy.toString()).isEqualTo("A: 2\nB: 3\n");
    }

    @Test
    void tokenIsFoundInLists() {
        Headers headers = Headers.of("Connection", "keep-alive, Upgrade", "Connection", "x ,\ty");
        assertThat(headers.hasToken("connection", "upgrade")).isTrue();
        assertThat(headers.hasToken("connection", "y")).isTrue();
        assertThat(headers.hasToken("connection", "x")).isTrue();
        assertThat(headers.hasToken("connection", "keep")).isFalse();
        assertThat(headers.hasToken("connection", "close")).isFalse();
        assertThat(Headers.of("A", "").hasToken("a", "b")).isFalse();
    }

    @Test
    void behavesLikeAListOfPairs() {
        Random random = new Random(3);
        Headers headers = new Headers(0);
        List<String[]> model = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            String name = String.valueOf((char) ((random.nextBoolean() ? 'a' : 'A') + random.nextInt(6)));
            String value = Integer.toString(i);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    headers.add(name, value);
                    model.add(new String[]{name, value});
                }
                case 2 -> {
                    headers.remove(name);
                    model.removeIf(pair -> pair[0].equalsIgnoreCase(name));
                }
                default -> {
                    headers.set(name, value);
                    set(model, name, value);
                }
            }
            assertThat(text(headers)).isEqualTo(text(model));
        }
    }

    private static void set(List<String[]> model, String name, String value) {
        int first = -1;
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i)[0].equalsIgnoreCase(name)) {
                if (first < 0) {
                    first = i;
                    model.get(i)[1] = value;
                } else {
                    model.remove(i--);
                }
            }
        }
        if (first < 0) {
            model.add(new String[]{name, value});
        }
    }

    private static String text(Headers headers) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < headers.size(); i++) {
            out.append(headers.name(i).toLowerCase(Locale.ROOT)).append('=').append(headers.value(i)).append(' ');
        }
        return out.toString();
    }

    private static String text(List<String[]> model) {
        StringBuilder out = new StringBuilder();
        model.forEach(pair -> out.append(pair[0].toLowerCase(Locale.ROOT)).append('=').append(pair[1]).append(' '));
        return out.toString();
    }
}
