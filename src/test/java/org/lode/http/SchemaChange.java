package org.lode.http;

import graphql.language.AstPrinter;
import graphql.language.AstTransformer;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.Node;
import graphql.language.NodeVisitorStub;
import graphql.language.ObjectTypeDefinition;
import graphql.language.StringValue;
import graphql.parser.ParserOptions;
import graphql.schema.diff.DiffCategory;
import graphql.schema.diff.DiffEvent;
import graphql.schema.diff.DiffLevel;
import graphql.schema.diff.SchemaDiff;
import graphql.schema.diff.SchemaDiffSet;
import graphql.schema.diff.reporting.CapturingReporter;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import graphql.util.TreeTransformerUtil;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.support.GraphQl;

/** The way from the schema that was released last to the next one, by the rules of docs/schema.md. */
record SchemaChange(String released, String next) {
    static {
        // SchemaDiff parses by the default, whose limit is for operations: a schema may be longer.
        ParserOptions.setDefaultParserOptions(ParserOptions.getDefaultSdlParserOptions());
    }

    private static final int MONTHS_OF_NOTICE = 6;
    private static final Pattern LAST_DAY = Pattern.compile(" Removed after (\\d{4}-\\d{2}-\\d{2})\\.$");
    private static final Pattern DAY =
            Pattern.compile("(?m)^\"Lode's schema, version \\S+ of (\\d{4}-\\d{2}-\\d{2})\\.");

    /** What speaks against publishing the next schema. */
    List<String> refusals() {
        return Stream.of(broken(promised()), undated(), shortNotice(), wronglyNumbered())
                .flatMap(List::stream)
                .toList();
    }

    /** The day that a schema says it is of. */
    static LocalDate day(String schema) {
        Matcher described = DAY.matcher(schema);
        if (!described.find()) {
            throw new IllegalArgumentException("The schema does not begin with " + DAY);
        }
        return LocalDate.parse(described.group(1));
    }

    /** The released schema without what its last day has passed for: what clients may still rely on. */
    private String promised() {
        LocalDate day = day(next);
        return AstPrinter.printAst(
                without(GraphQl.sdl(released), node -> lastDay(node).isBefore(day)));
    }

    private List<String> broken(String promised) {
        CapturingReporter found = new CapturingReporter();
        Set<String> implementing = implementing(promised);
        new SchemaDiff()
                .diffSchema(
                        SchemaDiffSet.diffSetFromSdl(reaching(implementing, promised), reaching(implementing, next)),
                        found);
        Stream<String> differences = found.getEvents().stream()
                .filter(event ->
                        event.getLevel() == DiffLevel.BREAKING || event.getCategory() == DiffCategory.DIFFERENT)
                .map(DiffEvent::getReasonMsg)
                .distinct();
        Set<String> choices = choices(next);
        choices.removeAll(choices(promised));
        choices.retainAll(inputs(promised));
        return Stream.concat(
                        differences, choices.stream().map("Exactly one field of '%s' has to be given now"::formatted))
                .toList();
    }

    private List<String> undated() {
        return deprecated(next).stream()
                .filter(node -> lastDay(node).equals(LocalDate.MAX))
                .map(node -> "%s (expected: a reason that ends in \" Removed after YYYY-MM-DD.\")"
                        .formatted(AstPrinter.printAstCompact(node)))
                .toList();
    }

    /** Whatever is deprecated anew stays for some months from the day of the schema that says so. */
    private List<String> shortNotice() {
        Set<String> known =
                deprecated(released).stream().map(AstPrinter::printAstCompact).collect(Collectors.toSet());
        LocalDate earliest = day(next).plusMonths(MONTHS_OF_NOTICE);
        return deprecated(next).stream()
                .filter(node -> lastDay(node).isBefore(earliest) && !known.contains(AstPrinter.printAstCompact(node)))
                .map(node -> "%s (expected: not before %s)".formatted(AstPrinter.printAstCompact(node), earliest))
                .toList();
    }

    private List<String> wronglyNumbered() {
        int[] before = number(released);
        int[] after = number(next);
        boolean same = released.equals(next);
        boolean major = after[0] > before[0];
        boolean raised = Arrays.compare(after, before) > 0;
        boolean right = same || (broken(released).isEmpty() ? raised : major);
        return right
                ? List.of()
                : List.of("version %s after %s (expected: a higher %s)"
                        .formatted(
                                SchemaFile.version(next),
                                SchemaFile.version(released),
                                raised ? "first number, for something is removed" : "one, for the schema differs"));
    }

    private static int[] number(String schema) {
        return Arrays.stream(SchemaFile.version(schema).split("\\."))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static Document without(Document document, Predicate<Node<?>> unwanted) {
        return (Document) new AstTransformer().transform(document, new NodeVisitorStub() {
            @Override
            @SuppressWarnings("rawtypes") // as the method that it overrides
            protected TraversalControl visitNode(Node node, TraverserContext<Node> context) {
                return unwanted.test((Node<?>) node)
                        ? TreeTransformerUtil.deleteNode(context)
                        : TraversalControl.CONTINUE;
            }
        });
    }

    /** The last day of something deprecated; the end of time for all else. */
    private static LocalDate lastDay(Node<?> node) {
        return deprecation(node).stream()
                .map(directive -> directive.getArgument("reason"))
                .filter(reason -> reason != null && reason.getValue() instanceof StringValue)
                .map(reason -> LAST_DAY.matcher(((StringValue) reason.getValue()).getValue()))
                .filter(Matcher::find)
                .map(found -> LocalDate.parse(found.group(1)))
                .findFirst()
                .orElse(LocalDate.MAX);
    }

    private static List<Directive> deprecation(Node<?> node) {
        return node instanceof DirectivesContainer<?> holder ? holder.getDirectives("deprecated") : List.of();
    }

    private static List<Node<?>> deprecated(String schema) {
        List<Node<?>> found = new ArrayList<>();
        without(GraphQl.sdl(schema), node -> {
            if (!deprecation(node).isEmpty()) {
                found.add(node);
            }
            return false;
        });
        return found;
    }

    /** With a field of the query for each of these types: the comparison goes by fields, and never by what implements an interface. */
    private static String reaching(Set<String> types, String schema) {
        String fields =
                types.stream().map(type -> "_%1$s: %1$s ".formatted(type)).collect(Collectors.joining());
        return schema.replaceFirst("(?m)^type Query \\{", "type Query { " + fields);
    }

    private static Set<String> implementing(String schema) {
        return GraphQl.sdl(schema).getDefinitionsOfType(ObjectTypeDefinition.class).stream()
                .filter(type -> !type.getImplements().isEmpty())
                .map(ObjectTypeDefinition::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> choices(String schema) {
        return GraphQl.sdl(schema).getDefinitionsOfType(InputObjectTypeDefinition.class).stream()
                .filter(input -> input.hasDirective("oneOf"))
                .map(InputObjectTypeDefinition::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> inputs(String schema) {
        return GraphQl.sdl(schema).getDefinitionsOfType(InputObjectTypeDefinition.class).stream()
                .map(InputObjectTypeDefinition::getName)
                .collect(Collectors.toSet());
    }
}
