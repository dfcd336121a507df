/** What Lode answers over HTTP, WebSocket and server-sent events: GraphQL, files, pages, caching, health and metrics. May import mirror and all below it. */
@NullMarked
package org.lode.http;

import org.jspecify.annotations.NullMarked;
