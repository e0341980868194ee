// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.kind.Purpose;
import org.credmint.credential.kind.Role;
import org.credmint.credential.kind.ValidityRule;
import org.credmint.credential.method.AuthMethod;
import org.credmint.credential.method.AuthMethodSyntaxException;
import org.credmint.credential.method.CredentialBundle;
import org.credmint.credential.method.Parameter;
import org.credmint.credential.method.Selection;
import org.credmint.credential.method.Selector;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a site asks for, and what the files are for where they do not say. */
final class ChoiceOptions {
  @Option(
      names = "--auth-method",
      paramLabel = "EXPRESSION",
      description =
          "Choose as a GlideinWMS factory's auth_method says, such as 'scitoken,grid_proxy;projectid'.")
  private @Nullable String expression;

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      description = "What for: request, callback, payload, or a declared one.")
  private @Nullable String purpose;

  @Option(
      names = "--declare-purpose",
      paramLabel = "PURPOSE",
      description = "One more purpose that is known, beside those of CREDMINT_PURPOSES.")
  private List<String> declared = List.of();

  @Option(
      names = "--trust-domain",
      paramLabel = "DOMAIN",
      defaultValue = "",
      description = "Whose credentials, such as OSG.")
  private String trustDomain = "";

  @Option(
      names = "--security-class",
      paramLabel = "CLASS",
      defaultValue = "",
      description = "How much the holder is trusted, such as grid; for the ids only.")
  private String securityClass = "";

  @Option(
      names = "--target",
      paramLabel = "NAME",
      defaultValue = "",
      description = "For which place.")
  private String target = "";

  @Option(
      names = "--parameter",
      paramLabel = "NAME[:TYPE]=VALUE",
      description = "What is sent along, such as ProjectId=TG-1 or VMId:integer=5.")
  private List<String> parameters = List.of();

  /**
   * What was chosen.
   *
   * @param method the expression, read
   */
  record Choice(AuthMethod method, Selection selection) {}

  boolean isEmpty() {
    return expression == null;
  }

  Purposes purposes(String daemon, ConfiguredPurposes configured) {
    return new Purposes(declared, daemon, configured);
  }

  /** What a file is for that does not say otherwise; empty where no purpose is given. */
  Optional<Role> role(Purposes purposes) {
    return Optional.ofNullable(purpose)
        .map(purposes::named)
        .map(found -> new Role(found, trustDomain, securityClass, target, Duration.ZERO));
  }

  /**
   * Chooses among what was inspected.
   *
   * @throws IllegalArgumentException where an option is wrong
   */
  Choice choose(List<Inspected> all, Purposes purposes, ValidityRule rule, Instant now) {
    Role role =
        role(purposes)
            .orElseThrow(
                () -> new IllegalArgumentException("--auth-method needs --purpose to choose for"));
    CredentialBundle bundle =
        new CredentialBundle(
            all.stream().map(one -> one.candidate(role)).toList(),
            parameters.stream().map(Parameter::parse).toList());
    AuthMethod method = method();
    Purpose wanted = role.purpose();
    return new Choice(
        method, new Selector(wanted, trustDomain, target, rule).choose(method, bundle, now));
  }

  private AuthMethod method() {
    try {
      return AuthMethod.parse(String.valueOf(expression));
    } catch (AuthMethodSyntaxException e) {
      throw new IllegalArgumentException("--auth-method " + e.getMessage(), e);
    }
  }
}
