/** The admin listener's API: configuration, cluster, services, health and metrics over HTTP, described by its own OpenAPI document. */
@NullMarked
package io.gridgate.admin;

import org.jspecify.annotations.NullMarked;
