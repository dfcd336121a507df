package org.lode.release;

/**
 * What is said of the dataset wherever it is cited.
 *
 * @param license its name in the list of SPDX ({@code CC-BY-4.0})
 */
public record Dataset(String title, String creators, String license) {}
