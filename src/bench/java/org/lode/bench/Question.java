package org.lode.bench;

import java.util.List;
import java.util.Map;

/**
 * What servers are asked.
 *
 * @param name of the question, and of its documents
 * @param variables of the requests that ask it, one map each
 */
record Question(String name, List<Map<String, Object>> variables) {}
