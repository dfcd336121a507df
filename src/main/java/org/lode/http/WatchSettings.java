package org.lode.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is written down of requests.
 *
 * @param accessLog write each GraphQL request as a line of JSON to the console; the lines hold addresses of clients
 */
@ConfigurationProperties("lode")
record WatchSettings(@DefaultValue("false") boolean accessLog) {}
