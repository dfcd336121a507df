package org.lode.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A document of the project, in Markdown. */
public record Document(Path path, String text) {
    private static final Pattern LINK =
            Pattern.compile("\\]\\(([^)\\s]+)\\)|^\\[[^\\]]+\\]: (\\S+)", Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    /** A fenced block and the line on which it begins. */
    record Block(Path path, int line, String text) {
        @Override
        public String toString() {
            return path + ":" + line;
        }
    }

    static Document of(Path path) {
        try {
            return new Document(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All documents: those at the top, and those in docs but for what npm installed below examples. */
    static List<Document> all() {
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> docs = Files.walk(Path.of("docs"))) {
            Predicate<Path> markdown =
                    path -> path.toString().endsWith(".md") && !path.toString().contains("node_modules");
            return Stream.concat(top, docs)
                    .filter(markdown)
                    .sorted()
                    .map(Document::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fenced blocks in a language, in their order. */
    List<Block> blocks(String language) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).equals("```" + language)) {
                int end = lines.subList(i + 1, lines.size()).indexOf("```") + i + 1;
                blocks.add(new Block(path, i + 1, String.join("\n", lines.subList(i + 1, end))));
            }
        }
        return blocks;
    }

    /** The text block that follows a block with nothing but empty lines between: what the block prints. */
    Optional<String> textAfter(Block block) {
        List<String> lines = text.lines().toList();
        int end = block.line() + (int) block.text().lines().count() + 1;
        List<String> rest = lines.subList(end, lines.size()).stream()
                .dropWhile(String::isBlank)
                .toList();
        return rest.isEmpty() || !rest.getFirst().equals("```text")
                ? Optional.empty()
                : Optional.of(String.join("\n", rest.subList(1, rest.indexOf("```"))));
    }

    /** The JSON block that follows a block behind the word "Variables:". */
    Optional<String> variablesOf(Block block) {
        List<String> lines = text.lines().toList();
        int end = block.line() + (int) block.text().lines().count() + 1;
        List<String> rest = lines.subList(end, lines.size()).stream()
                .filter(line -> !line.isBlank())
                .toList();
        return rest.size() < 2
                        || !rest.get(0).equals("Variables:")
                        || !rest.get(1).equals("```json")
                ? Optional.empty()
                : Optional.of(String.join("\n", rest.subList(2, rest.indexOf("```"))));
    }

    /** The addresses of links to files of the project, with the place in them behind a {@code #}. */
    List<String> localLinks() {
        return LINK.matcher(text)
                .results()
                .map(Document::address)
                .filter(address -> !address.contains(":"))
                .toList();
    }

    private static String address(MatchResult link) {
        @Nullable String inline = link.group(1);
        return inline == null ? link.group(2) : inline;
    }

    /** The places that a link can lead to, by the names that are given to headings. */
    List<String> places() {
        return HEADING.matcher(text)
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
