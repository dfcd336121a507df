package org.lode.mirror;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where releases are taken from.
 *
 * @param origin a folder, or {@code classpath:dataset/} for the dataset that this build brings along
 */
@ConfigurationProperties("lode")
record MirrorSettings(@DefaultValue("classpath:dataset/") String origin) {}
