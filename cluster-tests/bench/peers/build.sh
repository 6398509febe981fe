#!/usr/bin/env bash
# Builds the JVM peers of the bench: vertx/target/vertx-proxy.jar and spring/target/spring-gateway.jar, each started as
# `java -jar X --port=P --backend=127.0.0.1:B`. More arguments go to Maven (-o once everything has been fetched).
# Netty uses its quick memory access on a JDK 24 and later only with --sun-misc-unsafe-memory-access=allow, which no jar can ask for: give it to java.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
"$here/../../../mvnw" -q -f "$here/pom.xml" "$@" package
