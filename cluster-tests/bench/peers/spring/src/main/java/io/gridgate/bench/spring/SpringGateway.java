package io.gridgate.bench.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Spring Cloud Gateway with one route for every path, as a peer of the bench: {@code java -jar spring-gateway.jar --port=P --backend=127.0.0.1:B}.
 * What it is set to stands in {@code application.yaml}.
 *
 * <p>Thread-safety: confined to the main thread.
 */
@SpringBootApplication
public class SpringGateway {

    /** Starts the gateway; the arguments are Spring's properties. */
    public static void main(String[] arguments) {
        SpringApplication.run(SpringGateway.class, arguments);
    }
}
