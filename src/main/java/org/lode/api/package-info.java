/** GraphQL over HTTP, WebSocket and server-sent events, the cache of answers, and citations. */
@NullMarked
package org.lode.api;

import org.jspecify.annotations.NullMarked;
