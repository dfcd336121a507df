package org.lode.files;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The files that are made of releases and kept in the data folder.
 *
 * @param size size of the files of releases that are kept in the data folder; the least recently used are deleted
 *     beyond it
 */
@ConfigurationProperties("lode.bundles")
record BundleSettings(@DefaultValue("2GB") DataSize size) {}
