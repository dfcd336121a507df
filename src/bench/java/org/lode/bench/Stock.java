package org.lode.bench;
final class Stock { static boolean answers(String question) { return false; } }
