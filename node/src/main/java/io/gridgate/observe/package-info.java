/** What an operator sees of the traffic: metrics, their Prometheus and JSON forms, and the access log. The only user of Dropwizard Metrics. */
@NullMarked
package io.gridgate.observe;

import org.jspecify.annotations.NullMarked;
