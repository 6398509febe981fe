/** Which route takes a request, and what the route itself does with it: rewrite, redirect, fixed answer, split. The rules are in docs/routing.md. */
@NullMarked
package io.gridgate.route;

import org.jspecify.annotations.NullMarked;
