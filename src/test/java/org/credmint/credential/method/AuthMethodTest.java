// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar of GlideinWMS's {@code auth_method}. */
final class AuthMethodTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scitoken,grid_proxy;projectid | scitoken,x509_cert;ProjectId",
        "grid_proxy+project_id | x509_cert;ProjectId",
        "grid_proxy | x509_cert",
        "any | any",
        "Any | any",
        "any;vm_id | any;VMId",
        "scitoken, grid_proxy ; ProjectId | scitoken,x509_cert;ProjectId",
        "KEY_PAIR+VM_TYPE+remote_username | key_pair;VMType;RemoteUsername",
        "cert_pair,auth_file,generator,rsa_key | x509_pair,text,dynamic,rsa_public_key",
        "username_password;glideinproxy | username_password;GlideinProxy"
      })
  void expressionsAreReadWhateverTheirSpelling(String text, String plain) throws Exception {
    assertThat(AuthMethod.parse(text)).hasToString(plain);
    assertThat(AuthMethod.parse(plain)).isEqualTo(AuthMethod.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is empty",
        "' ' | is empty",
        "; | has an empty group, number 1",
        "scitoken; | has an empty group, number 2",
        "scitoken;;vm_id | has an empty group, number 2",
        "scitoken,;vm_id | has a comma too many in group 1",
        "scitoken,any | has other items beside 'any' in group 1",
        "voms_attr | contains 'voms_attr', which is neither a credential type (token, scitoken",
        "username | contains 'username'",
        "sci token | contains 'sci token'"
      })
  void whatIsNoExpressionIsRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> AuthMethod.parse(text))
        .isInstanceOf(AuthMethodSyntaxException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void anEndlessExpressionIsRefused() {
    assertThatThrownBy(() -> AuthMethod.parse("token,".repeat(1000) + "token"))
        .isInstanceOf(AuthMethodSyntaxException.class)
        .hasMessage("is longer than 1024 characters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ProjectId=TG-1 | \"TG-1\"",
        "project_id:str=a \"b\\ | \"a \\\"b\\\\\"",
        "VMId:int=0 | 0",
        "vm_type:integer=-12 | -12",
        "RemoteUsername:expr=strcat(Owner,\"=\") | strcat(Owner,\"=\")",
        "GlideinProxy:generator=proxies.py | proxies.py"
      })
  void parametersAreWrittenAsAClassAdHasThem(String text, String inClassAd) {
    assertThat(Parameter.parse(text).inClassAd()).isEqualTo(inClassAd);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ProjectId | 'ProjectId' has no value",
        "Projects=x | 'Projects' is not a parameter",
        "VMId:float=1 | 'float' is not integer, string, expression or dynamic",
        "VMId:int=one | VMId must have digits only",
        "VMId= | VMId must have a value"
      })
  void whatIsNoParameterIsRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> Parameter.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(reason);
  }
}
