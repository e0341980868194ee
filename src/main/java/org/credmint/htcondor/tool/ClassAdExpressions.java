// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates ClassAd expressions by HTCondor's own {@code classad_eval}, for many users in one
 * process. A process costs 0.1 to 0.3 s, a user some 0.2 ms.
 *
 * <p>As with the stock local issuer, the expression sees one attribute, {@code Username}. The tool
 * takes its arguments in turn: one that is an assignment changes the ad that later expressions are
 * evaluated in. So the expression is sent once, as an attribute, and then for each user the name
 * and a question. The answer is always text, since the tool of HTCondor 23.9.6 breaks off at lists
 * and records, and then says nothing of the users that follow.
 *
 * <p>Source: {@code classad_eval} of HTCondor 23.9.6 and 25.14.1.
 */
public final class ClassAdExpressions {

  /** What an expression came to for one user. */
  public sealed interface Result {
    /** It gave this text, which may be empty. */
    record Value(String text) implements Result {}

    /** It gave no text. */
    record Failed(String reason) implements Result {}
  }

  private static final String TOOL = "classad_eval";
  private static final String VARIABLE = "CLASSAD_EVAL";

  /** Linux takes 128 KiB in one argument; the answer needs some room around the expression. */
  private static final int LONGEST_EXPRESSION = 100_000;

  /** At 64 bytes a user, far below the 2 MiB that a process may be given. */
  private static final int USERS_PER_PROCESS = 1000;

  private static final int MOST_OUTPUT_BYTES = 8 << 20;

  /** What the tool says of an argument that it cannot parse, before it repeats the argument. */
  private static final String SYNTAX_ERROR = "Unable to turn '";

  /** The answer's first letter tells its kind; of text, the rest is the value. */
  private static final String ANSWER =
      "isString(Scopes) ? strcat(\"s\", Scopes) : isUndefined(Scopes) ? \"u\""
          + " : isError(Scopes) ? \"e\" : \"o\"";

  private final Tools tools;

  public ClassAdExpressions(Tools tools) {
    this.tools = tools;
  }

  /**
   * Evaluates one expression for each user. May take ten seconds for each thousand users; never
   * throws.
   *
   * @param expression as an administrator wrote it, in one or several lines
   * @param users names of users
   * @return a result for each of the users, in their order
   */
  public Map<String, Result> evaluate(String expression, List<String> users) {
    Map<String, Result> results = new LinkedHashMap<>();
    List<String> askable = new ArrayList<>();
    for (String user : users) {
      results.put(user, failed("the user name contains characters other than printable ASCII"));
      if (user.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
        askable.add(user);
      }
    }
    for (int from = 0; from < askable.size(); from += USERS_PER_PROCESS) {
      int to = Math.min(askable.size(), from + USERS_PER_PROCESS);
      evaluate(expression, askable.subList(from, to), results);
    }
    return results;
  }

  private void evaluate(String expression, List<String> users, Map<String, Result> results) {
    String ascii = ascii(expression);
    Optional<String> tool = tools.find(TOOL, VARIABLE);
    if (tool.isEmpty() || ascii.length() > LONGEST_EXPRESSION) {
      String reason =
          tool.isEmpty()
              ? TOOL + " is neither in PATH nor in /usr/bin"
              : "the expression is longer than " + LONGEST_EXPRESSION + " bytes";
      users.forEach(user -> results.put(user, failed(reason)));
      return;
    }
    Tools.Outcome outcome = tools.run(tool.get(), arguments(ascii, users), MOST_OUTPUT_BYTES);
    if (outcome instanceof Tools.Outcome.Failed failure) {
      boolean syntax = failure.reason().contains(SYNTAX_ERROR);
      Result result = failed(syntax ? "it is not a valid ClassAd expression" : failure.reason());
      users.forEach(user -> results.put(user, result));
      return;
    }
    byte[] out = ((Tools.Outcome.Wrote) outcome).out();
    List<String> answers = new String(out, StandardCharsets.ISO_8859_1).lines().toList();
    for (int i = 0; i < users.size(); i++) {
      boolean complete = answers.size() == users.size();
      results.put(users.get(i), complete ? result(answers.get(i)) : unexpected());
    }
  }

  private static List<String> arguments(String expression, List<String> users) {
    List<String> arguments = new ArrayList<>(List.of("-quiet"));
    // The line ends keep a comment at the expression's end from taking the rest with it.
    arguments.add("[ Scopes = (\n" + expression + "\n); CredmintAnswer = " + ANSWER + " ]");
    for (String user : users) {
      arguments.add("[ Username = " + ClassAdText.quoted(user) + " ]");
      arguments.add("(CredmintAnswer)"); // bare, it would be tried as an ad first
    }
    return arguments;
  }

  /** The JVM passes arguments in the locale's encoding, which for a daemon is often plain ASCII. */
  private static String ascii(String expression) {
    StringBuilder ascii = new StringBuilder();
    for (byte b : expression.getBytes(StandardCharsets.UTF_8)) {
      ascii.append(b >= 0 ? Character.toString((char) b) : ClassAdText.octal(b));
    }
    return ascii.toString();
  }

  private static Result result(String answer) {
    String text = ClassAdText.unquoted(answer).orElse("");
    if (text.isEmpty()) {
      return unexpected();
    }
    return switch (text.charAt(0)) {
      case 's' -> new Result.Value(text.substring(1));
      case 'u' -> failed("it evaluates to undefined for this user");
      case 'e' -> failed("it evaluates to error for this user");
      default -> failed("it does not evaluate to a string");
    };
  }

  private static Result unexpected() {
    return failed(TOOL + " gave an unexpected answer");
  }

  private static Result failed(String reason) {
    return new Result.Failed(reason);
  }
}
