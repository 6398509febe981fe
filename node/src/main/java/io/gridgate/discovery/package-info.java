/** Where instances are found: Consul and DNS. Off the request path; while a source is down the last known instances serve. */
@NullMarked
package io.gridgate.discovery;

import org.jspecify.annotations.NullMarked;
