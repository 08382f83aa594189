/**
 * How a tool declares its arguments, once: options, operands, and what each does to the request
 * that is being built. {@link org.ctrtool.tools.grammar.Grammar} reads argument vectors by the
 * rules of getopt_long(3) and knows the tool's help; {@link org.ctrtool.tools.grammar.Values} and
 * its neighbours read what stands in option arguments.
 *
 * <p>A request is a small mutable class that the options fill in, in the order they are given:
 *
 * <pre>{@code
 * final class Rename implements Tool<Rename.Request> {
 *   static final class Request {
 *     boolean exchange;
 *     int depth = 1;
 *     @Nullable String separator;
 *     List<String> names = List.of();
 *   }
 *
 *   public String name() { return "rename"; }
 *   public String summary() { return "rename a file"; }
 *
 *   public Grammar<Request> grammar() {
 *     return Grammar.of(name(), Request::new)
 *         .describedAs("Renames OLD to NEW.")
 *         .flag('x', "exchange", "exchange the two", r -> r.exchange = true)
 *         .option('d', "depth", "N", "how deep, 1 to 9", (r, v) -> r.depth = Values.integer(v, 1, 9))
 *         .optional("separate", "TEXT", "with TEXT between", (r, v) -> r.separator = v)
 *         .operands("OLD NEW", 2, 2, (r, words) -> r.names = words)
 *         .check(r -> UsageError.when(r.exchange && r.depth > 1, "-x and -d do not go together"))
 *         .status(0, "done")
 *         .status(1, "the kernel refused it")
 *         .example("ctrtool rename -x a b", "swap two files")
 *         .build();
 *   }
 *
 *   public int run(Request request, Invocation invocation, Kernel kernel) {
 *     kernel.doing("renaming");
 *     kernel.renameat2(...);
 *     return 0;
 *   }
 * }
 * }</pre>
 *
 * <p>A tool that runs a program says {@code .program("PROGRAM [ARGUMENT...]", 1, (r, words) ->
 * ...)}: its options end at the first operand. Actions and checks throw {@link
 * org.ctrtool.tools.grammar.UsageError}; nobody but the grammar and the front end catches it.
 */
@NullMarked
package org.ctrtool.tools.grammar;

import org.jspecify.annotations.NullMarked;
