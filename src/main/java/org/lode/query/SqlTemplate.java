package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.lode.query.Binds.Inputs;

/** The text of a statement, rendered once, and where each of its values is found in what is asked. */
final class SqlTemplate {
    private static final DSLContext RENDER =
            DSL.using(SQLDialect.POSTGRES, new Settings().withRenderNamedParamPrefix("$"));

    private static final Pattern PARAMETER = Pattern.compile("\\$(b?)(\\d+)");

    private final String sql;
    private final List<Function<Inputs, ?>> values = new ArrayList<>();

    /** Renders a statement all of whose values are parameters of these. */
    SqlTemplate(Query query, Binds binds) {
        StringBuilder text = new StringBuilder();
        List<Integer> numbers = new ArrayList<>();
        Matcher parameter = PARAMETER.matcher(RENDER.renderNamedParams(query));
        while (parameter.find()) {
            if (parameter.group(1).isEmpty()) {
                throw new IllegalStateException("a value of %s is fixed".formatted(query));
            }
            Integer bind = Integer.valueOf(parameter.group(2));
            int number = numbers.indexOf(bind);
            if (number < 0) {
                number = numbers.size();
                numbers.add(bind);
                values.add(binds.values().get(bind));
            }
            parameter.appendReplacement(text, Matcher.quoteReplacement("$" + (number + 1)));
        }
        this.sql = parameter.appendTail(text).toString();
    }

    /** The name of a parameter. */
    static String name(int bind) {
        return "b" + bind;
    }

    String sql() {
        return sql;
    }

    /** The values of its parameters for what is asked. */
    List<Object> values(Inputs inputs) {
        List<Object> bound = new ArrayList<>(values.size());
        values.forEach(value -> bound.add(value.apply(inputs)));
        return bound;
    }
}
