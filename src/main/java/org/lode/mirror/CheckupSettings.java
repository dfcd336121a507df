package org.lode.mirror;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the database is looked after.
 *
 * @param checkInterval how often every row is held against its releases; 0 for never
 */
@ConfigurationProperties("lode.mirror")
record CheckupSettings(@DefaultValue("1d") Duration checkInterval) {}
