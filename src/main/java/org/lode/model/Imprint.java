package org.lode.model;

/**
 * What has to be said of the dataset wherever it goes.
 *
 * @param license its name in the list of SPDX ({@code CC-BY-4.0})
 * @param licenseUrl where its text is
 */
public record Imprint(String title, String creators, String license, String licenseUrl) {}
