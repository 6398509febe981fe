package io.gridgate.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.http.MalformedTargetException;
import io.gridgate.http.Target;
import org.junit.jupiter.api.Test;

/** Targets that a backend may read otherwise than the route table does. */
class EncodedSlashTest {

    private final Routes routes = new Routes().add("/**").add("/admin/**").add("/admin/secret");

    @Test
    void slashesThatAppearByDecodingMergeLikeOthers() {
        assertThat(routes.match("/x%2F%2Fy")).isEqualTo("/**");
        assertThat(routes.match("/%2Fadmin/secret")).isEqualTo("400");
        assertThat(routes.match("/admin/%2Fsecret")).isEqualTo("400");
        assertThat(routes.match("/%5cadmin%5csecret")).isEqualTo("400");
    }

    @Test
    void parametersAloneAreNoSegment() {
        assertThatThrownBy(() -> Target.parse("/admin/;x/secret")).isInstanceOf(MalformedTargetException.class);
        assertThatThrownBy(() -> Target.parse("/;/admin")).isInstanceOf(MalformedTargetException.class);
        assertThat(Target.parse("/admin;x/secret;y").path()).isEqualTo("/admin/secret");
    }
}
