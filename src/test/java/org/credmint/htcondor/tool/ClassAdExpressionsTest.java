// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.credmint.htcondor.tool.ClassAdExpressions.Result;
import org.credmint.os.process.CommandResult;
import org.junit.jupiter.api.Test;

class ClassAdExpressionsTest {

  private static final List<String> TWO = List.of("alice", "bob");

  private static Map<String, Result> evaluate(CommandResult answer, List<String> users) {
    return new ClassAdExpressions(FakeTools.answering(answer).tools()).evaluate("X", users);
  }

  private static String reason(Result result) {
    return ((Result.Failed) result).reason();
  }

  @Test
  void allUsersAreAskedForInOneProcess() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote("\"sread:/alice\"\n\"s\"\n"));
    Map<String, Result> results =
        new ClassAdExpressions(fake.tools()).evaluate("strcat(\"read:/\", Username) // all", TWO);
    assertThat(results)
        .containsExactly(
            Map.entry("alice", new Result.Value("read:/alice")),
            Map.entry("bob", new Result.Value("")));
    assertThat(fake.calls).hasSize(1);
    assertThat(fake.calls.get(0).get(2)).contains("(\nstrcat(\"read:/\", Username) // all\n)");
    assertThat(fake.calls.get(0))
        .endsWith(
            "[ Username = \"alice\" ]",
            "(CredmintAnswer)",
            "[ Username = \"bob\" ]",
            "(CredmintAnswer)");
  }

  @Test
  void whatIsNoTextIsAFailureOfThatUserAlone() {
    List<String> users = List.of("a", "b", "c", "d");
    Map<String, Result> results =
        evaluate(FakeTools.wrote("\"u\"\n\"e\"\n\"o\"\n\"sx:/y\"\n"), users);
    assertThat(reason(results.get("a"))).contains("undefined");
    assertThat(reason(results.get("b"))).contains("error");
    assertThat(reason(results.get("c"))).contains("does not evaluate to a string");
    assertThat(results.get("d")).isEqualTo(new Result.Value("x:/y"));
  }

  @Test
  void aFailedProcessIsAFailureOfAll() {
    assertThat(evaluate(FakeTools.complained(1, "Unable to turn 'X' into a ClassAd"), TWO).values())
        .allSatisfy(
            result -> assertThat(reason(result)).isEqualTo("it is not a valid ClassAd expression"));
    assertThat(evaluate(FakeTools.complained(1, "ImportError: no classad2"), TWO).values())
        .allSatisfy(result -> assertThat(reason(result)).contains("no classad2"));
    assertThat(evaluate(new CommandResult.TimedOut(), TWO).values())
        .allSatisfy(result -> assertThat(reason(result)).contains("longer than"));
  }

  @Test
  void answersThatDoNotFitTheQuestionsAreNotGuessedAt() {
    for (String out : List.of("", "\"sa\"\n", "\"sa\"\n\"sb\"\n\"sc\"\n", "undefined\nerror\n")) {
      assertThat(evaluate(FakeTools.wrote(out), TWO).values())
          .as(out)
          .allSatisfy(result -> assertThat(reason(result)).contains("unexpected"));
    }
  }

  @Test
  void aHostileNameReachesTheToolAsTextOnly() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote("\"sx\"\n"));
    String hostile = "x\" ] [ Scopes = \"admin:/\\";
    new ClassAdExpressions(fake.tools()).evaluate("X", List.of(hostile));
    assertThat(fake.calls.get(0)).contains("[ Username = \"x\\\" ] [ Scopes = \\\"admin:/\\\\\" ]");
  }

  @Test
  void aNameThatIsNotPrintableAsciiIsNotAskedFor() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote("\"sx\"\n"));
    Map<String, Result> results =
        new ClassAdExpressions(fake.tools()).evaluate("X", List.of("grü\u00dfe", "a\nb", "bob"));
    assertThat(reason(results.get("grü\u00dfe"))).contains("ASCII");
    assertThat(reason(results.get("a\nb"))).contains("ASCII");
    assertThat(results.get("bob")).isEqualTo(new Result.Value("x"));
  }

  @Test
  void otherCharactersInTheExpressionSurviveAnyLocale() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote("\"sgr\\303\\274n\"\n"));
    Map<String, Result> results =
        new ClassAdExpressions(fake.tools()).evaluate("\"grün\"", List.of("a"));
    assertThat(fake.calls.get(0).get(2)).contains("\"gr\\303\\274n\"");
    assertThat(results.get("a")).isEqualTo(new Result.Value("grün"));
  }

  @Test
  void thousandsOfUsersTakeAFewProcesses() {
    FakeTools fake =
        FakeTools.answering(
            argv ->
                FakeTools.wrote(
                    "\"sx\"\n"
                        .repeat((int) argv.stream().filter("(CredmintAnswer)"::equals).count())));
    List<String> users =
        IntStream.range(0, 2500).mapToObj(i -> "u" + i).collect(Collectors.toList());
    Map<String, Result> results = new ClassAdExpressions(fake.tools()).evaluate("X", users);
    assertThat(results.values()).hasSize(2500).containsOnly(new Result.Value("x"));
    assertThat(fake.calls).hasSize(3);
    assertThat(fake.calls)
        .allSatisfy(
            argv -> assertThat(argv.stream().mapToInt(String::length).sum()).isLessThan(100_000));
  }

  @Test
  void noUserIsNoProcess() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote(""));
    assertThat(new ClassAdExpressions(fake.tools()).evaluate("X", List.of())).isEmpty();
    assertThat(fake.calls).isEmpty();
  }

  @Test
  void aMissingToolAndAnEndlessExpressionAreFailures() {
    assertThat(reason(new ClassAdExpressions(FakeTools.none()).evaluate("X", TWO).get("bob")))
        .contains("classad_eval is neither in PATH");
    Tools tools = FakeTools.answering(FakeTools.wrote("")).tools();
    assertThat(reason(new ClassAdExpressions(tools).evaluate("X".repeat(200_000), TWO).get("bob")))
        .contains("longer than 100000 bytes");
  }
}
