// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A manual page in man(7)'s macros, of what the commands say of themselves. */
final class ManualPage {
  private final CommandLine root;
  private final StringBuilder page = new StringBuilder(32_768);

  ManualPage(CommandLine root) {
    this.root = root;
  }

  String text() {
    String name = root.getCommandName();
    page.append(".TH %s 1 \"\" \"%s\" \"\"%n".formatted(name.toUpperCase(Locale.ROOT), version()));
    section("NAME");
    paragraph(name + " - " + described(root.getCommandSpec()));
    section("SYNOPSIS");
    paragraph(name + " COMMAND [OPTION...]");
    section("COMMANDS");
    commands(root).forEach(this::command);
    return page.toString();
  }

  private String version() {
    String[] words = root.getCommandSpec().version();
    return words.length == 0 ? root.getCommandName() : words[0];
  }

  private static Map<String, CommandLine> commands(CommandLine of) {
    Map<String, CommandLine> all = new LinkedHashMap<>();
    of.getSubcommands()
        .forEach(
            (name, command) -> {
              CommandSpec spec = command.getCommandSpec();
              if (!spec.usageMessage().hidden()) {
                all.put(spec.qualifiedName(), command);
                all.putAll(commands(command));
              }
            });
    return all;
  }

  private void command(String name, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    UsageMessageSpec usage = spec.usageMessage();
    page.append(".SS ").append(escaped(name)).append('\n');
    paragraph(described(spec));
    spec.positionalParameters().forEach(this::parameter);
    spec.options().stream().filter(one -> !one.hidden()).forEach(this::option);
    entries("Exit status:", usage.exitCodeList());
    if (usage.footer().length > 0) {
      paragraph(usage.footerHeading().replace("%n", "").strip());
      page.append(".nf\n");
      List.of(usage.footer()).forEach(this::line);
      page.append(".fi\n");
    }
  }

  private void parameter(PositionalParamSpec one) {
    entry(one.paramLabel(), String.join(" ", one.description()));
  }

  private void option(OptionSpec one) {
    String value =
        one.arity().max() == 0
            ? ""
            : (one.arity().min() == 0 ? "[=%s]" : " %s").formatted(label(one));
    entry(String.join(", ", one.names()) + value, description(one));
  }

  private static String label(OptionSpec one) {
    return one.paramLabel().replaceAll("[<>]", "");
  }

  private static String description(OptionSpec one) {
    String usual = String.valueOf(one.defaultValue());
    return String.join(" ", one.description()).replace("${DEFAULT-VALUE}", usual);
  }

  private void entries(String heading, Map<String, String> entries) {
    if (!entries.isEmpty()) {
      paragraph(heading);
      entries.forEach(this::entry);
    }
  }

  private void entry(String term, String text) {
    page.append(".TP\n.B ").append(escaped(term.strip())).append('\n');
    line(text);
  }

  private void section(String title) {
    page.append(".SH ").append(title).append('\n');
  }

  private void paragraph(String text) {
    page.append(".PP\n");
    line(text);
  }

  private void line(String text) {
    String escaped = escaped(text);
    // A dot or an apostrophe at the start would be a macro.
    page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
        .append(escaped)
        .append('\n');
  }

  private static String described(CommandSpec spec) {
    return String.join(" ", spec.usageMessage().description());
  }

  private static String escaped(String text) {
    String plain = Help.Ansi.OFF.string(text);
    return plain.replace("\\", "\\e").replace("-", "\\-").replace("%n", " ").strip();
  }
}
