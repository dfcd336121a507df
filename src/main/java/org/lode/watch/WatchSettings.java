package org.lode.watch;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is written down of requests.
 *
 * @param accessLog whether each request is a line; off unless asked for, since the lines hold addresses of clients
 */
@ConfigurationProperties("lode")
record WatchSettings(@DefaultValue("false") boolean accessLog) {}
